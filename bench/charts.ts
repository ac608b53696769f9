/** Draws a table as an SVG. The library is installed beside this folder by `npm run bench`, and has no types here. */
import type { Table } from './figures.js';

interface Vega {
  readonly parse: (specification: object) => object;
  readonly View: new (runtime: object, options: { renderer: 'none' }) => { toSVG(): Promise<string> };
}
interface VegaLite {
  readonly compile: (specification: object) => { readonly spec: object };
}

/** Bars for the medians, with a line from the lower quartile to the upper. */
export async function drawn({ title, columns, rows }: Table): Promise<string> {
  const { parse, View } = await load<Vega>('vega');
  const { compile } = await load<VegaLite>('vega-lite');
  const values = rows.flatMap(({ label, figures }) =>
    figures.flatMap((figure, column) =>
      figure === null
        ? []
        : [{ label, column: columns[column]?.replaceAll('`', ''), ours: label.endsWith('mwgen'), ...figure }],
    ),
  );
  const y = { field: 'label', sort: rows.map(({ label }) => label), title: null, axis: { labelLimit: 300 } };
  const { spec } = compile({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    title: title.replaceAll('`', ''),
    data: { values },
    facet: { column: { field: 'column', title: null, sort: columns.map((column) => column.replaceAll('`', '')) } },
    spec: {
      width: 180,
      height: { step: 18 },
      layer: [
        {
          mark: 'bar',
          encoding: {
            y,
            x: { field: 'median', type: 'quantitative', title: null },
            color: { field: 'ours', legend: null, scale: { domain: [true, false], range: ['#1f77b4', '#b8bec6'] } },
          },
        },
        { mark: 'rule', encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } } },
      ],
    },
    resolve: { scale: { x: 'independent' } },
  });
  return new View(parse(spec), { renderer: 'none' }).toSVG();
}

async function load<Module>(name: string): Promise<Module> {
  return (await import(name)) as Module;
}

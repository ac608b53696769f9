/** Route patterns: an exclusion applies exactly to the requests that the router sends to the route. */
import type { Case } from '../harness/case.js';
import { is } from '../harness/expect.js';
import { badUrls, captureSpec, get, noPath, record, side, timed, untimed } from './support.js';

const pageOutside = 'Error responses are created around the whole application, outside of middleware on a router.';

/**
 * Checks which requests a list of patterns excludes. The timing header shows whether the middleware ran, even on a 404.
 */
function excluding(
  name: string,
  trap: readonly number[],
  patterns: readonly string[],
  excluded: readonly string[],
  others: readonly string[],
  more = '',
): Case {
  const request = (line: string): { method: string; target: string } => {
    const [method = 'GET', target = '/'] = line.includes(' ') ? line.split(' ') : ['GET', line];
    return { method, target };
  };
  return {
    name: `routes: ${name}`,
    trap,
    spec: `mw:\n${more}  exclude: [${patterns.map((pattern) => JSON.stringify(pattern)).join(', ')}]\n  timing: true\n`,
    exchanges: [
      ...excluded.map((line) => ({ request: request(line), response: { headers: untimed } })),
      ...others.map((line) => ({ request: request(line), response: { headers: timed } })),
    ],
  };
}

const mounted =
  'Hono’s `mount()` removes the prefix from the request URL, and the original URL is not available; `route()` keeps it.';

export const exclusionCases: readonly Case[] = [
  excluding(
    'the query is ignored',
    [112, 116],
    ['/health'],
    ['/health', '/health?x=1', '/health?', '/health?/json'],
    ['/json?x=/health', '/?/health', '/json?health'],
  ),
  excluding(
    'all forms of a path that the router accepts',
    [113],
    ['/health'],
    ['/health/', '/Health', '/HEALTH', '/%68ealth', '/he%61lth/'],
    ['//health', '/health//', '/health%20'],
  ),
  {
    ...excluding(
      'dot segments that are not resolved',
      [113],
      ['/health'],
      [],
      ['/a/../health', '/./health', '/%2e/health'],
    ),
    needs: 'raw-targets',
  },
  {
    ...excluding(
      'dot segments that the server resolves',
      [113],
      ['/health'],
      ['/a/../health', '/./health', '/%2e/health'],
      [],
    ),
    needs: '!raw-targets',
  },
  excluding(
    'a target in absolute form',
    [86, 113],
    ['/health'],
    ['http://localhost/health', 'http://other.example:8080/health?x=1', 'HTTP://LOCALHOST/Health'],
    ['http://localhost/healthz', 'http://health/json'],
  ),
  {
    ...excluding('a target in absolute form without a path', [86, 113], ['/health'], [], ['http://health']),
    exempt: noPath,
  },
  excluding(
    'segment boundaries',
    [118],
    ['/health'],
    ['/health'],
    ['/healthz', '/healthz-admin', '/health/deep', '/my/health', '/heal', '/'],
  ),
  excluding(
    'a double star at the end',
    [118],
    ['/static/**'],
    ['/static', '/static/', '/static/a', '/static/a/b/c', '/STATIC/digits.txt'],
    ['/statics', '/static.txt', '/x/static/a'],
  ),
  excluding('a single star', [118], ['/users/*'], ['/users/1', '/users/1/'], ['/users', '/users/', '/users/1/2']),
  excluding(
    'a parameter',
    [118],
    ['/users/:id/private'],
    ['/users/1/private', '/users/x/Private/'],
    ['/users//private', '/users/private', '/users/1/2/private'],
  ),
  excluding(
    'stars and text in a segment',
    [118],
    ['/v*/x', '/*.js', '/a*b*c/d'],
    ['/v1/x', '/v/x', '/main.js', '/.js', '/abc/d', '/aXbYc/d', '/aabbcc/d'],
    ['/w1/x', '/v1/y', '/main.jsx', '/dir/main.js', '/acb/d', '/ab/d'],
  ),
  excluding(
    'a double star in the middle',
    [118],
    ['/a/**/z'],
    ['/a/z', '/a/b/z', '/a/b/c/z', '/A/B/Z/'],
    ['/a', '/a/zz', '/b/a/z', '/a/z/b'],
  ),
  excluding(
    'several double stars',
    [121],
    ['/**/b/**/d'],
    ['/b/d', '/a/b/c/d', '/b/b/d/d', '/x/y/b/z/d'],
    ['/a/b/c', '/d/b', '/b'],
  ),
  excluding('everything', [117], ['/**'], ['/', '/json', '/a/b/c', '*', '//'], []),
  excluding('the root', [118], ['/'], ['/', '/?x=1', 'http://localhost'], ['/a', '//', '/%2F']),
  {
    ...excluding(
      'encoded slashes are part of their segment',
      [114],
      ['/a/health', '/b%2Fc', '/users/*'],
      ['/a/health', '/b%2Fc', '/b%2fc', '/users/%2F', '/users/1%2F2'],
      ['/a%2Fhealth', '/a/health%2F', '/b/c', '/users/1/2'],
    ),
    needs: 'encoded-slashes',
  },
  {
    ...excluding(
      'encoded slashes separate segments if they do so for the router',
      [114],
      ['/a/health', '/b%2Fc', '/users/*'],
      ['/a/health', '/a%2Fhealth', '/a/health%2F', '/b%2Fc', '/b%2fc', '/users/1%2F'],
      ['/b/c', '/users/%2F', '/users/1%2F2', '/a%252Fhealth'],
    ),
    needs: '!encoded-slashes',
  },
  {
    ...excluding(
      'invalid escapes',
      [115],
      ['/a%25zz', '/health'],
      ['/a%zz', '/a%25zz'],
      ['/he%E9lth', '/%00', '/%', '/a%', '/%c3%28', '/health%', '/health%zz', '/%E9'],
    ),
    exempt: badUrls,
  },
  excluding('other scripts', [114], ['/café', '/%E6%97%A5'], ['/caf%C3%A9', '/CAF%C3%A9', '/%e6%97%a5'], ['/cafe']),
  {
    ...excluding(
      'invalid escapes in a path like an excluded one',
      [114, 115],
      ['/health', '/café'],
      [],
      ['/healt%E9h', '/caf%E9'],
    ),
    exempt: badUrls,
  },
  excluding(
    'methods',
    [120],
    ['GET /json', 'POST,PUT /users/*'],
    ['GET /json', 'HEAD /json', 'POST /users/1', 'PUT /users/1'],
    ['POST /json', 'OPTIONS /json', 'GET /users/1', 'DELETE /users/1', 'PATCH /users/1'],
  ),
  excluding(
    'case-sensitive matching',
    [113],
    ['/Health'],
    ['/Health', '/Health/'],
    ['/health', '/HEALTH'],
    '  matching: { caseSensitive: true }\n',
  ),
  excluding(
    'strict trailing slashes',
    [113],
    ['/health', '/x/'],
    ['/health', '/HEALTH', '/x/'],
    ['/health/', '/x'],
    '  matching: { trailingSlash: strict }\n',
  ),
  excluding(
    'no built-in exclusions',
    [117],
    ['/nothing'],
    ['/nothing'],
    ['/live', '/ready', '/ping', '/health', '/favicon.ico', '/concerts/live', '/metrics'],
  ),
  excluding(
    'unusual request targets',
    [86],
    ['/nothing'],
    [],
    ['//api//x', '/;x', '/a;b=c', '/.', '/..', '/a/./b', '/%2e%2e', '/%00', '/[x]', '/{x}', '/a|b'],
  ),
  { ...excluding('request targets that are not URLs', [86], ['/nothing'], [], ['*', '/\\']), needs: 'raw-targets' },
  excluding(
    'a thousand patterns',
    [121],
    Array.from({ length: 1000 }, (_, index) => `/p${index}/**`),
    ['/p0', '/p999/x', '/p500/y/z'],
    ['/p1000', '/q1/p1'],
  ),
  {
    name: 'routes: hostile paths are matched quickly',
    trap: 121,
    spec: 'mw:\n  exclude: ["/**/a/**/a/**/a/**/a/**/a/**/b", "/a*a*a*a*a*a*a*a*a*a*b", "/x/**"]\n  timing: true\n',
    exchanges: [
      { request: get(`/${'a'.repeat(15_000)}!`), response: { status: 404, headers: timed } },
      { request: get('/a'.repeat(7500)), response: { status: 404, headers: timed } },
      { request: get(`/${'a/'.repeat(7000)}c`), response: { status: 404, headers: timed } },
      { request: get('/'.repeat(15_000)), response: { status: 404, headers: timed } },
      { request: get(`/${'%61'.repeat(5000)}`), response: { status: 404, headers: timed } },
    ],
  },
  {
    name: 'routes: exclude applies after include',
    trap: 122,
    spec: 'mw:\n  include: [/users/**, "GET /json"]\n  exclude: ["/users/:id/private"]\n  timing: true\n',
    exchanges: [
      { request: get('/users/1'), response: { headers: timed } },
      { request: get('/json'), response: { headers: timed } },
      { request: get('/users/1/private'), response: { status: 200, headers: untimed } },
      { request: get('/text'), response: { headers: untimed } },
      { request: { method: 'POST', target: '/json' }, response: { headers: untimed } },
    ],
  },
  {
    name: 'routes: a single feature can be excluded',
    trap: 122,
    spec: 'mw:\n  exclude:\n    - path: /text\n      features: [capture]\n    - { path: /html, features: [timing, requestId] }\n    - { path: /json, methods: [POST], features: [headers] }\n  timing: true\n  requestId: true\n  headers: { response: { set: { X-Ours: "1" } } }\n  capture: { response: true, sink: callback }\n',
    alike: { ours: ['X-Process-Time', 'X-Request-Id', 'X-Ours'] },
    exchanges: [
      { request: get('/text'), response: { headers: { ...timed, 'X-Request-Id': /./, 'X-Ours': '1' } } },
      { request: get('/html'), response: { headers: { ...untimed, 'X-Request-Id': null, 'X-Ours': '1' } } },
      { request: { method: 'POST', target: '/json' }, response: { headers: { ...timed, 'X-Ours': null } } },
      { request: get('/json'), response: { headers: { ...timed, 'X-Ours': '1' } } },
    ],
    allRecords: [
      is.including({ path: '/html', requestId: is.absent }),
      is.including({ path: '/json', method: 'POST' }),
      is.including({ path: '/json', method: 'GET' }),
    ],
  },
  ...(['router', 'sub-app', 'prefixed'] as const).map((kind): Case => ({
    name: `routes: patterns are compared with the path before mounting (${kind})`,
    trap: [113, 119, 143],
    ...(kind === 'prefixed' ? {} : { needs: kind === 'router' ? 'routers' : 'sub-apps' }),
    ...(kind === 'sub-app' ? { exempt: { hono: mounted } } : {}),
    spec: captureSpec([], ['timing: true', 'exclude: [/api/health, /json]']),
    app: kind === 'prefixed' ? { prefixed: true } : { mount: kind },
    exchanges: [
      { request: get('/api/json?x=1'), response: { status: 200, headers: timed } },
      { request: get('/api/health'), response: { status: 200, headers: untimed } },
      { request: get('/api/Health/'), response: { headers: untimed } },
    ],
    records: [
      record({ path: '/api/json', query: 'x=1', response: side({ size: 23, body: '{"hello":"world","n":1}' }) }),
    ],
  })),
  ...(['router', 'sub-app', 'prefixed'] as const).map((kind): Case => ({
    name: `routes: an error under a mount (${kind})`,
    trap: [3, 119],
    ...(kind === 'prefixed' ? {} : { needs: kind === 'router' ? 'routers' : 'sub-apps' }),
    spec: captureSpec([], ['timing: true']),
    app: kind === 'prefixed' ? { prefixed: true } : { mount: kind },
    exchanges: [{ request: get('/api/throw'), response: { status: 500 } }],
    records: [record({ path: '/api/throw', status: 500, response: is.object })],
    ...(kind === 'router' ? { exempt: { asgi: pageOutside } } : {}),
    ...(kind === 'sub-app' ? { exempt: { hono: mounted } } : {}),
  })),
  {
    name: 'routes: a rewrite by outer middleware does not affect matching',
    trap: [113, 119],
    needs: 'rewrites',
    spec: captureSpec([], ['timing: true', 'exclude: [/json]']),
    app: { before: ['rewrite'] },
    exchanges: [
      { request: get('/elsewhere?a=1'), response: { status: 200, headers: timed } },
      { request: get('/json'), response: { headers: untimed } },
    ],
    records: [
      record({ path: '/elsewhere', query: 'a=1', response: side({ size: 23, body: '{"hello":"world","n":1}' }) }),
    ],
  },
  {
    name: 'routes: a method that inner middleware overrides',
    trap: 120,
    spec: captureSpec(
      [],
      [
        'timing: true',
        'exclude: ["DELETE /users/*"]',
        'headers: { response: { set: { X-Method: "${request.method}" } } }',
      ],
    ),
    alike: { ours: ['X-Process-Time', 'X-Method'] },
    app: { after: ['method-override'] },
    exchanges: [
      {
        request: { method: 'POST', target: '/users/1' },
        response: { headers: { ...timed, 'X-Method': 'POST' }, json: { id: '1', method: 'DELETE' } },
      },
    ],
    allRecords: [is.including({ method: 'POST', path: '/users/1' })],
  },
  {
    name: 'routes: an excluded request is handled as without middleware',
    trap: [9, 122],
    needs: 'node-api',
    spec: captureSpec(
      [],
      ['timing: true', 'requestId: true', 'exclude: [/script/**]', 'headers: { request: { set: { X-Added: "1" } } }'],
    ),
    app: {
      scripts: {
        it: [
          { do: 'headerNames' },
          { do: 'setHeader', name: 'X-A', value: 'b' },
          { do: 'writeHead', arguments: [200, ['set-cookie', 'a', 'set-cookie', 'b']] },
          { do: 'end', chunk: 'x' },
        ],
      },
    },
    exchanges: [{ request: get('/script/it'), response: { headers: { ...untimed, 'X-Request-Id': null } } }],
    records: [],
  },
];

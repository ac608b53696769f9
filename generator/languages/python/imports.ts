/** Import statements: one for each module, sorted like isort's defaults, which Ruff and Black users have. */

export interface ImportedName {
  /** Relative modules begin with dots. Without a module, the name is that of a module. */
  readonly module?: string;
  readonly name: string;
  /** Its name in this module, if it is a different one. */
  readonly as?: string;
}

/** Prints import statements in sections, which are separated by blank lines. Each name is imported once. */
export function printImports(imported: readonly ImportedName[]): string {
  const sections: Statements[] = [new Statements(), new Statements(), new Statements(), new Statements()];
  for (const one of imported) sections[sectionOf(one.module ?? one.name)]?.add(one);
  return sections
    .map((section) => section.print())
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The import statements of a section. */
class Statements {
  private readonly modules = new Set<string>();
  /** Renamed names, each of which has a statement of its own, as `module name`. */
  private readonly renamed = new Map<string, Statement>();
  private readonly plain = new Map<string, Set<string>>();

  add({ module, name, as = name }: ImportedName): void {
    const text = as === name ? name : `${name} as ${as}`;
    if (module === undefined) this.modules.add(text);
    else if (as !== name) this.renamed.set(`${module} ${text}`, { module, names: [text] });
    else this.plain.set(module, (this.plain.get(module) ?? new Set()).add(name));
  }

  print(): string {
    const plain = Array.from(this.plain, ([module, names]): Statement => ({
      module,
      names: [...names].sort(compareNames),
    }));
    return [
      ...[...this.modules].sort(compare).map((name) => `import ${name}`),
      ...[...plain, ...this.renamed.values()]
        .sort(compareStatements)
        .map(({ module, names }) => `from ${module} import ${names.join(', ')}`),
    ].join('\n');
  }
}

interface Statement {
  readonly module: string;
  readonly names: readonly string[];
}

/** The order of sections: `__future__`, the standard library, packages, the modules of the output. */
function sectionOf(module: string): number {
  if (module.startsWith('.')) return 3;
  const [root = ''] = module.split('.');
  return root === '__future__' ? 0 : standardLibrary.has(root) ? 1 : 2;
}

/** Modules of outer packages come first. */
function compareStatements(a: Statement, b: Statement): number {
  const byModule = dots(b.module) - dots(a.module) || compare(a.module, b.module);
  return byModule || compareNames(a.names[0] ?? '', b.names[0] ?? '');
}

function dots(module: string): number {
  return /^\.*/.exec(module)?.[0].length ?? 0;
}

/** Constants come before classes, and classes before everything else. */
function compareNames(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || compare(a, b);
}

function rankOf(name: string): number {
  if (/^[A-Z][A-Z0-9_]+\b/.test(name)) return 0;
  return /^[A-Z]/.test(name) ? 1 : 2;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The modules of Python's standard library, as in `sys.stdlib_module_names`. */
const standardLibrary = new Set(
  `abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins
  bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall concurrent
  configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib
  dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions
  ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib
  imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma
  mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath
  nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform
  plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue
  quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil
  signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat
  statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib
  tempfile termios textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty
  turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg
  winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(/\s+/),
);

// The parser is loaded when there is TOML to read for the first time. An import would load it for every project, and
// with `import()` every function that reads settings would have to be asynchronous.
exports.parse = (text, options) => require('smol-toml').parse(text, options);

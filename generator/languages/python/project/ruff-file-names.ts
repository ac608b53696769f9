/** The files that can contain Ruff's settings, in Ruff's order of precedence. */
export const ruffFileNames = ['.ruff.toml', 'ruff.toml', 'pyproject.toml'];

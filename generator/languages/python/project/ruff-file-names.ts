/** The files that can hold Ruff's settings, in the order in which Ruff looks for them in one folder. */
export const ruffFileNames = ['.ruff.toml', 'ruff.toml', 'pyproject.toml'];

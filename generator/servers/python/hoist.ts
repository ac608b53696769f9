import type { Value } from '../../plan/values.js';

/** Returns the name of an attribute that holds a value which is computed once. */
export type Hoist = (label: string, value: Value, form: 'text' | 'bytes') => string;

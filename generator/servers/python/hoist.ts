import type { Value } from '../../plan/values.js';

/** Gives the name of an attribute that holds a value which is made once. */
export type Hoist = (label: string, value: Value, form: 'text' | 'bytes') => string;

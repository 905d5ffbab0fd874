import { z } from 'zod';

/** The closed list of ways a request can be refused. Edges map them to HTTP status and wording. */
export const ViolationKind = z.enum([
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'invalid_state',
  'rate_limited',
  'unavailable',
  'internal',
]);
export type ViolationKind = z.infer<typeof ViolationKind>;

/** An expected refusal. `code` is the translation key under `errors.`; `params` fill its placeholders. */
export const Violation = z.object({
  kind: ViolationKind,
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Violation = z.infer<typeof Violation>;

export function violation(kind: ViolationKind, code: string, params?: Record<string, string | number>): Violation {
  return params === undefined ? { kind, code } : { kind, code, params };
}

/** HTTP status for each kind (RFC 9110; 429 from RFC 6585). Forbidden and unknown look the same from outside. */
export const httpStatus: Readonly<Record<ViolationKind, number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 404,
  not_found: 404,
  conflict: 409,
  invalid_state: 409,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

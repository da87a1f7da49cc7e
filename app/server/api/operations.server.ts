import type { z } from 'zod';
import type { Action } from '~/domain/access/who-may';
import * as schemas from './schemas.server';

/**
 * The operations of the API: where each lives, who may call it, what it takes and returns. The routes answer by this table and
 * the OpenAPI document is made from it. A test compares it with the route files.
 */
export type Operation = {
  method: 'GET' | 'POST';
  path: string;
  /** The route module. */
  file: string;
  summary: string;
  description?: string;
  /** The action a signed-in person must be allowed to do; 'signed-in' is for any account, 'open' for anybody. */
  who: Action | 'signed-in' | 'open';
  pathParameters?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The schema the document shows for the body, where the parser accepts more than is described. */
  documentedBody?: z.ZodType;
  /** Absent when the answer is 204 without a body. */
  answer?: z.ZodType;
  /** Statuses of refusal beside 400, 401, 403, 429 and 500, which any operation may answer. */
  refusals?: readonly number[];
};

export const OPERATIONS = {
  signIn: {
    method: 'POST',
    path: '/sign-in',
    file: 'api.v1.sign-in.ts',
    summary: 'Sign in with user name and password; answers a token of 24 hours',
    description:
      'The locks of the sign-in page hold here too. An account that still has its first password must change it in the browser before.',
    who: 'open',
    body: schemas.signInRequest,
    answer: schemas.signInAnswer,
    refusals: [413, 415],
  },
  signOut: { method: 'POST', path: '/sign-out', file: 'api.v1.sign-out.ts', summary: 'End the token', who: 'signed-in' },
  listDivisions: {
    method: 'GET',
    path: '/divisions',
    file: 'api.v1.divisions.ts',
    summary: 'Divisions the account sees, in the order of their codes',
    who: 'households.read',
    query: schemas.divisionsQuery,
    answer: schemas.divisionsAnswer,
    refusals: [404],
  },
  listHouseholds: {
    method: 'GET',
    path: '/households',
    file: 'api.v1.households.ts',
    summary: 'Households the account sees, in the order of their numbers',
    description: 'No personal number, phone, account or hardship label.',
    who: 'households.read',
    query: schemas.householdsQuery,
    answer: schemas.householdsAnswer,
    refusals: [404],
  },
  readHousehold: {
    method: 'GET',
    path: '/households/{number}',
    file: 'api.v1.households_.$number.ts',
    summary: 'One household with its rooms and visits',
    description: 'The phone is masked. A household outside the account’s divisions answers like one that does not exist.',
    who: 'households.read',
    pathParameters: schemas.householdPath,
    answer: schemas.householdAnswer,
    refusals: [404],
  },
  submitVisits: {
    method: 'POST',
    path: '/visits',
    file: 'api.v1.visits.ts',
    summary: 'Submit up to 100 visits; a receipt for each',
    description:
      'Each visit is taken or refused by itself, and `received` is said only when it is stored. After a lost answer send the same batch ' +
      'again: what was stored answers `same`.',
    who: 'visit.submit',
    body: schemas.visitsRequest,
    documentedBody: schemas.visitsRequestDocumented,
    answer: schemas.visitsAnswer,
    refusals: [413, 415],
  },
  readFacts: {
    method: 'GET',
    path: '/facts',
    file: 'api.v1.facts.ts',
    summary: 'Counts and indicators of a division and its direct children',
    description: 'The same as `npm run facts -- --json`.',
    who: 'coverage.read',
    query: schemas.factsQuery,
    answer: schemas.factsAnswer,
    refusals: [404],
  },
  listFindings: {
    method: 'GET',
    path: '/findings',
    file: 'api.v1.findings.ts',
    summary: 'Findings of a division and season, in the order of their numbers',
    description: 'No names, and nothing that people wrote.',
    who: 'finding.read',
    query: schemas.findingsQuery,
    answer: schemas.findingsAnswer,
    refusals: [404],
  },
} as const satisfies Record<string, Operation>;

/** Route modules that are no operation: this description, and whatever else is asked below /api/v1. */
export const OTHER_FILES = ['api.v1.openapi[.]json.ts', 'api.v1.$.ts'] as const;
export const API_ROOT = '/api/v1';

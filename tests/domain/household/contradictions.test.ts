import { describe, expect, test } from 'vitest';
import { type Contradictable, contradictions } from '~/domain/household/contradictions';

const nothing: Contradictable = { answers: {}, rooms: [], paid: null, meteredZero: null, installedOn: null, connectedOn: null };
const of = (change: Partial<Contradictable>) => contradictions({ ...nothing, ...change });
const room = (connected: boolean, use: 'normal' | 'occasional' | 'unused' | 'coal') => ({ connected, use });

describe('自相矛盾', () => {
  test('接通 否, but a room is connected or the main heat is clean', () => {
    expect(of({ answers: { connected: false }, rooms: [room(false, 'coal'), room(true, 'unused')] })).toEqual(['rooms-connected']);
    expect(of({ answers: { connected: false }, rooms: [room(false, 'coal')] })).toEqual([]);
    expect(of({ answers: { connected: true }, rooms: [room(true, 'unused')] })).toEqual([]);
    expect(of({ answers: { connected: false, mainHeat: 'gas' } })).toEqual(['heats-clean']);
    expect(of({ answers: { connected: false, mainHeat: 'loose_coal' } })).toEqual([]);
    expect(of({ answers: { connected: false, mainHeat: 'clean_coal' } })).toEqual([]);
    expect(of({ answers: { mainHeat: 'gas' }, rooms: [room(true, 'unused')] })).toEqual([]);
  });

  test('接通 earlier than 安装; the same day is in order', () => {
    expect(of({ installedOn: '2020-10-02', connectedOn: '2020-10-01' })).toEqual(['connected-first']);
    expect(of({ installedOn: '2020-10-02', connectedOn: '2020-10-02' })).toEqual([]);
    expect(of({ connectedOn: '2020-10-01' })).toEqual([]);
    expect(of({ installedOn: '2020-10-02' })).toEqual([]);
  });

  test('已领补贴, but nothing was paid', () => {
    expect(of({ answers: { subsidyReceived: true }, paid: 0 })).toEqual(['received-unpaid']);
    expect(of({ answers: { subsidyReceived: true }, paid: 1 })).toEqual([]);
    expect(of({ answers: { subsidyReceived: true }, paid: null })).toEqual([]);
    expect(of({ answers: { subsidyReceived: false }, paid: 0 })).toEqual([]);
  });

  test('zero use, but 正常使用', () => {
    expect(of({ meteredZero: true, rooms: [room(true, 'unused'), room(true, 'normal')] })).toEqual(['used-unmetered']);
    expect(of({ meteredZero: true, rooms: [room(true, 'occasional')] })).toEqual([]);
    expect(of({ meteredZero: false, rooms: [room(true, 'normal')] })).toEqual([]);
    expect(of({ meteredZero: null, rooms: [room(true, 'normal')] })).toEqual([]);
  });
});

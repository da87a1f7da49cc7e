import type { FieldVillage } from '~/domain/sync/protocol';
import type { Households } from './households';

/** A village as downloaded to the phone, with its households. */
export type Village = { village: FieldVillage; season: string; cursor: string; takenAt: string; change: string; households: Households };

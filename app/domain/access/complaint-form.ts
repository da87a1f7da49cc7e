import { z } from 'zod';

const LONGEST_COMPLAINT = 2000;

/** 意见反馈. Messages are problem codes. */
export const complaintForm = z.object({
  text: z.string().trim().min(1, 'complaint.text-missing').max(LONGEST_COMPLAINT, 'complaint.text-too-long'),
});

export const answerForm = z.object({
  id: z.string(),
  answer: z.string().trim().min(1, 'complaint.answer-missing').max(LONGEST_COMPLAINT, 'complaint.text-too-long'),
});

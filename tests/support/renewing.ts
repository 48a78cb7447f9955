/** Whether tests write what they compare with, in place of comparing: `npm run renew`. */
export const renewing = process.env['UPDATE_GOLDEN'] === '1';

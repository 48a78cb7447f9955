/** In the form `0:07`, `1:12`, `1:02:03`. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** An estimate, rounded because its seconds do not matter. */
export function roughly(milliseconds: number): string {
  if (milliseconds < 15_000) return 'nearly done';
  if (milliseconds < 55_000) return `about ${Math.round(milliseconds / 10_000) * 10} s left`;
  return `about ${Math.max(1, Math.round(milliseconds / 60_000))} min left`;
}

/** In the form `231 MiB`. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let value = bytes;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  const digits = unit === 0 || value >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** HashiCorp's parser of HCL. It is optional, since only an import of HCL needs it; null where it is not installed. */
export async function hclParser(): Promise<
  ((name: string, text: string) => Promise<Record<string, unknown>>) | null
> {
  try {
    const { parse } = await import('@cdktf/hcl2json');
    return parse as (name: string, text: string) => Promise<Record<string, unknown>>;
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' ||
      (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
    )
      return null;
    throw error;
  }
}

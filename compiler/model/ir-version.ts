/** Version of the IR's form. It grows when something is taken away or changes its meaning, not when something is added. */
export const IR_VERSION = 1;
/** Identifies docs/ir.schema.json. */
export const IR_SCHEMA = `urn:vkc:ir:${IR_VERSION}` as const;

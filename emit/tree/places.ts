/** Where the manifest is in a tree. */
export const manifestPath = '.vkc/manifest.json';
/** Where the manifest of the pipelines is that start those of the trees: above them, in what is no tree itself. */
export const pipelinesPath = '.vkc/pipelines.json';
/** The file in a folder of trees that says which process writes there. */
export const writerName = '.vkc.lock';

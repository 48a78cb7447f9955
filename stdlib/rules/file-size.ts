import { rule } from '../../compiler/sdk/rule.ts';
import archive from '../resources/archive.ts';
import file from '../resources/file.ts';
import { formatSize } from '../../compiler/model/text.ts';

const LIMIT = 100 * 1024 ** 2;

export default rule({
  id: 'file-size',
  topic: 'build',
  severity: 'hint',
  eachRun: true,
  title: 'No very large file is copied into the image.',
  message:
    '`{name}` has {size}, and it is copied into the tree, to the machine of the build and into the image.',
  help: 'Keep it where artifacts are kept, and take it from there: `download` or `archive` with a `url` and a `checksum`. Where it is needed on some machines only, leave it to `start`.',
  why: 'What is copied stands in the repository, in every tree and in every build, and makes the image larger for all who start it.',
  sources: ['image-size', 'the-image-is-too-large'],
  *check({ resources, read }) {
    for (const at of resources(file, archive)) {
      const { source } = at.attributes;
      if (source === undefined || source.folder) continue;
      const { length } = read(source.path);
      if (length > LIMIT)
        yield { at, span: source.origin, params: { name: source.path, size: formatSize(rounded(length)) } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  file "/opt/model.bin" { source = «file("files/model.bin")» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  download "/opt/model.bin" {\n    url      = "https://example.org/model-1.4.2.bin"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\n',
});

const rounded = (bytes: number): number => Math.round(bytes / 1024 ** 2) * 1024 ** 2;

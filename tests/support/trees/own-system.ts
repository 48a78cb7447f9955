/** A system of a project's own, whose base image is pinned in the source. */
export const ownSystem = ({
  url = 'https://example.org/own-12.qcow2',
  checksum = `sha256:${'a'.repeat(64)}`,
}: {
  readonly url?: string;
  readonly checksum?: string;
} = {}): string => `# Own.
os own12 {
  family      = debian
  title       = "Own 12"
  distro      = "debian"
  release     = "12"
  version     = "12"
  codename    = "bookworm"
  short       = "own12"
  user        = "debian"
  source      = "own-12"
  python      = "3.11"
  end_of_life = "2028-06"
  image {
    url      = "${url}"
    checksum = "${checksum}"
  }
}
`;

import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that was made, as `POST compute/servers`, with its body. */
export interface CloudCall {
  readonly call: string;
  readonly body: unknown;
}

export interface CloudImage {
  readonly id: string;
  status: string;
  [field: string]: unknown;
}

type Json = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
type Handler = (body: Json, ids: readonly string[], query: URLSearchParams) => Answer;

const ok = (body: unknown, status = 200): Answer => ({ status, body });
const accepted: Answer = { status: 202 };
const gone: Answer = { status: 204 };
const none: Answer = { status: 404, body: { itemNotFound: { code: 404, message: 'not found' } } };

/** What is answered to anybody. */
const OPEN: ReadonlySet<string> = new Set(['POST identity/v3/auth/tokens', 'GET identity/v3', 'GET image']);
const PASSWORD = 'of-the-stand-in';

/**
 * As much of Keystone, Nova, Neutron, Cinder and Glance as Packer's builder for OpenStack asks, on the loopback interface. An
 * instance is no machine: nobody can log in to it.
 */
export class FakeCloud {
  readonly calls: CloudCall[] = [];
  readonly images = new Map<string, CloudImage>();
  readonly #servers = new Map<string, Json & { status: string }>();
  readonly #volumes = new Map<string, Json & { status: string }>();
  readonly #members: Json[] = [];
  readonly #http: Server;
  readonly #url: string;
  #last = 0;

  private constructor(http: Server) {
    this.#http = http;
    this.#url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  static async start(): Promise<FakeCloud> {
    let cloud: FakeCloud | null = null;
    const http = createServer((request, response) => {
      void read(request)
        .then((text) => cloud!.#answer(request, text))
        .catch((error: unknown) => ok({ error: String(error) }, 500))
        .then(({ status, body, headers }) => {
          response.writeHead(status, { 'content-type': 'application/json', ...headers });
          response.end(body === undefined ? '' : JSON.stringify(body));
        });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    cloud = new FakeCloud(http);
    return cloud;
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** What a client needs to find it. */
  get env(): Record<string, string> {
    return {
      OS_AUTH_URL: `${this.#url}/identity/v3`,
      OS_USERNAME: 'builder',
      OS_PASSWORD: PASSWORD,
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_DOMAIN_NAME: 'Default',
      OS_PROJECT_NAME: 'images',
      OS_REGION_NAME: 'RegionOne',
    };
  }

  /** The same as `clouds.yaml`. */
  cloudsYaml(name: string): string {
    const { env } = this;
    return JSON.stringify({
      clouds: {
        [name]: {
          region_name: env['OS_REGION_NAME'],
          auth: {
            auth_url: env['OS_AUTH_URL'],
            username: env['OS_USERNAME'],
            password: env['OS_PASSWORD'],
            user_domain_name: 'Default',
            project_domain_name: 'Default',
            project_name: 'images',
          },
        },
      },
    });
  }

  addImage(image: Json): string {
    const id = this.#id('1a9e');
    this.images.set(id, {
      disk_format: 'qcow2',
      container_format: 'bare',
      protected: false,
      os_hidden: false,
      owner: 'p',
      min_disk: 0,
      min_ram: 0,
      size: 3 * 1024 ** 3,
      created_at: `2026-01-01T00:00:${String(this.#last).padStart(2, '0')}Z`,
      updated_at: '2026-01-01T00:00:00Z',
      ...image,
      id,
      status: 'active',
    });
    return id;
  }

  /** Bodies of the calls of one kind. */
  bodies(call: string): unknown[] {
    return this.calls.filter((each) => each.call === call).map(({ body }) => body);
  }

  #id(kind: string): string {
    return `00000000-${kind}-4000-8000-${String(++this.#last).padStart(12, '0')}`;
  }

  #answer({ method = '', url = '', headers }: IncomingMessage, text: string): Answer {
    const { pathname, searchParams } = new URL(url, this.#url);
    const body = (text === '' ? {} : JSON.parse(text)) as Json;
    const path = pathname.slice(1).replace(/\/$/, '');
    const ids: string[] = [];
    const form = path.replace(/[0-9a-f]{8}-[0-9a-f]{4}-4000-8000-\d{12}/g, (id) => {
      ids.push(id);
      return 'ID';
    });
    const call = `${method} ${form.replace(/(os-keypairs|projects)\/.*/, '$1/NAME')}`;
    this.calls.push({ call, body });
    if (!OPEN.has(call) && headers['x-auth-token'] !== 'token')
      return ok({ error: { code: 401, message: 'no token', title: 'Unauthorized' } }, 401);
    const handler = this.#handlers[call];
    return handler === undefined ? none : handler(body, ids, searchParams);
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    'GET identity/v3': () => ok({ version: this.#version('v3.14', 'stable', 'identity/v3/') }),
    'GET image': () => ok({ versions: [this.#version('v2.9', 'CURRENT', 'image/v2/')] }, 300),
    'POST identity/v3/auth/tokens': (body) => this.#login(body),
    'GET compute/flavors/detail': () => ok({ flavors: [{ id: 'f-1', name: 'Basic-1-2-20' }] }),
    'POST compute/os-keypairs': ({ keypair }) =>
      ok({ keypair: { ...(keypair as Json), private_key: 'not a key', fingerprint: 'f' } }),
    'DELETE compute/os-keypairs/NAME': () => accepted,
    'POST compute/servers': ({ server }) => {
      const id = this.#id('5e4e');
      this.#servers.set(id, { ...(server as Json), id, status: 'ACTIVE', addresses: {} });
      return ok({ server: { id } }, 202);
    },
    'GET compute/servers/ID': (_, [id]) => found('server', this.#servers.get(id!)),
    'DELETE compute/servers/ID': (_, [id]) => (this.#servers.delete(id!) ? gone : none),
    'DELETE compute/servers/ID/os-volume_attachments/ID': () => accepted,
    'POST compute/servers/ID/action': (body, [id]) => {
      const server = this.#servers.get(id!);
      if (server === undefined) return none;
      if ('forceDelete' in body) this.#servers.delete(id!);
      if ('os-stop' in body) server.status = 'SHUTOFF';
      const { createImage } = body as { createImage?: { name: string; metadata: Json } };
      if (createImage === undefined) return accepted;
      const made = this.addImage({
        ...createImage.metadata,
        name: createImage.name,
        visibility: 'private',
        tags: [],
      });
      return { status: 202, headers: { location: `${this.#url}/image/v2/images/${made}` } };
    },
    'POST volume/volumes': ({ volume }) => {
      const id = this.#id('0015');
      this.#volumes.set(id, { ...(volume as Json), id, status: 'available', properties: {} });
      return ok({ volume: this.#volumes.get(id) }, 202);
    },
    'GET volume/volumes/ID': (_, [id]) => found('volume', this.#volumes.get(id!)),
    'DELETE volume/volumes/ID': (_, [id]) => (this.#volumes.delete(id!) ? accepted : none),
    'POST volume/volumes/ID/action': (body, [id]) => {
      const volume = this.#volumes.get(id!);
      if (volume === undefined) return none;
      const set = body['os-set_image_metadata'] as { metadata: Json } | undefined;
      if (set !== undefined) volume['properties'] = set.metadata;
      const upload = body['os-volume_upload_image'] as
        { image_name: string; disk_format: string } | undefined;
      if (upload === undefined) return accepted;
      const { image_name: name, disk_format } = upload;
      const made = this.addImage({
        ...(volume['properties'] as Json),
        name,
        disk_format,
        visibility: 'private',
        tags: [],
      });
      return ok({ 'os-volume_upload_image': { image_id: made, image_name: name, disk_format } }, 202);
    },
    'GET network/v2.0/networks': () =>
      ok({ networks: [{ id: this.#id('2e70'), name: 'ext-net', 'router:external': true }] }),
    'POST network/v2.0/floatingips': () =>
      ok({ floatingip: { id: this.#id('f10a'), floating_ip_address: '127.0.0.1' } }, 201),
    'GET compute/servers/ID/os-interface': () =>
      ok({ interfaceAttachments: [{ port_id: this.#id('9027'), net_id: this.#id('2e70') }] }),
    'PUT network/v2.0/floatingips/ID': (_, [id]) => ok({ floatingip: { id } }),
    'DELETE network/v2.0/floatingips/ID': () => gone,
    'GET image/v2/images': (_, __, query) => {
      const asked = [...query].filter(([key]) => ['name', 'visibility', 'owner'].includes(key));
      const tags = query.getAll('tag');
      const all = [...this.images.values()].filter(
        (image) =>
          asked.every(([key, value]) => image[key] === value) &&
          tags.every((tag) => (image['tags'] as string[]).includes(tag)),
      );
      return ok({ images: all });
    },
    'GET image/v2/images/ID': (_, [id]) => found(null, this.images.get(id!)),
    'DELETE image/v2/images/ID': (_, [id]) => (this.images.delete(id!) ? gone : none),
    'PATCH image/v2/images/ID': (body, [id]) => {
      const image = this.images.get(id!);
      for (const { path, value } of body as unknown as { path: string; value: unknown }[])
        if (image !== undefined) image[path.slice(1)] = value;
      return found(null, image);
    },
    'GET identity/v3/projects/NAME': () => ok({ project: { id: 'p7', name: 'p7' } }),
    'GET image/v2/images/ID/members': (_, [id]) =>
      ok({ members: this.#members.filter(({ image_id: image }) => image === id) }),
    'POST image/v2/images/ID/members': ({ member }, [id]) => {
      const made = { member_id: member, image_id: id, status: 'pending' };
      this.#members.push(made);
      return ok(made);
    },
  };

  #version(id: string, status: string, path: string): Json {
    return { id, status, links: [{ rel: 'self', href: `${this.#url}/${path}` }] };
  }

  #login(body: Json): Answer {
    if (!JSON.stringify(body).includes(JSON.stringify(PASSWORD)))
      return ok({ error: { code: 401, message: 'wrong password', title: 'Unauthorized' } }, 401);
    const catalog = {
      identity: 'identity/v3',
      compute: 'compute',
      image: 'image',
      volumev3: 'volume',
      network: 'network',
    };
    const token = {
      methods: ['password'],
      expires_at: '2099-01-01T00:00:00.000000Z',
      issued_at: '2026-01-01T00:00:00.000000Z',
      project: { id: 'p', name: 'images', domain: { id: 'default', name: 'Default' } },
      user: { id: 'u', name: 'builder', domain: { id: 'default', name: 'Default' } },
      catalog: Object.entries(catalog).map(([type, path]) => ({
        id: type,
        type,
        name: type,
        endpoints: [
          {
            id: type,
            interface: 'public',
            region: 'RegionOne',
            region_id: 'RegionOne',
            url: `${this.#url}/${path}/`,
          },
        ],
      })),
    };
    return { status: 201, headers: { 'x-subject-token': 'token' }, body: { token } };
  }
}

const found = (key: string | null, value: unknown): Answer =>
  value === undefined ? none : ok(key === null ? value : { [key]: value });

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

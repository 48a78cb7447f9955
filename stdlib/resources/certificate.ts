import { own } from '../../compiler/model/own.ts';
import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { string } from '../../compiler/model/value.ts';
import { nameLabel, oneOf } from '../shared/validators.ts';
import { contentFrom } from '../shared/contents.ts';
import { contentTask, ownership, word } from '../shared/tasks.ts';

export default resourceKind({
  name: 'certificate',
  doc: 'The certificate of an authority that the machine trusts, for everything that uses the system’s list: curl, the package manager, Python. What comes after it in the build trusts it already.',
  label: { what: 'the name of the authority', check: nameLabel('an authority', /^[\w.-]+$/) },
  schema: z
    .object({
      content: t.textLines('The certificate, in PEM.'),
      source: t.file('A file of the project with the certificate, in PEM.'),
    })
    .check(
      oneOf('A certificate', 'content', 'source'),
      z.refine(
        ({ content }) => content === undefined || content.value.includes('-----BEGIN CERTIFICATE-----'),
        {
          path: ['content'],
          message: 'A certificate in PEM begins with `-----BEGIN CERTIFICATE-----`.',
        },
      ),
    ),
  example: `certificate company {
  content = """
    -----BEGIN CERTIFICATE-----
    MIIBszCCAVmgAwIBAgIUX1mJ
    -----END CERTIFICATE-----
    """
}`,
  lower({ label, attributes, title, origin }, { packageManager, asset, variable }) {
    const dest = string(pathOf(label.value, packageManager), label.origin ?? origin);
    const register = variable(`certificate_${label.value}`);
    const file = contentTask(
      title ?? `Write the certificate of ${label.value}`,
      dest,
      attributes,
      ownership({}, '0644'),
      asset,
    );
    return {
      tasks: [
        { ...file, keywords: { ...file.keywords, register: word(register) } },
        {
          title: `Trust ${label.value}`,
          module: 'ansible.builtin.command',
          args: { cmd: word(own(STORES, packageManager)?.command ?? 'update-ca-trust extract') },
          // It makes the list anew each time, with the same content unless the certificate is new.
          keywords: { changed_when: word(`${register} is changed`) },
        },
      ],
    };
  },
  contents: ({ label, attributes }, { os }) => ({
    files: [
      {
        path: pathOf(label, os.package_manager),
        owner: 'root',
        group: 'root',
        mode: '0644',
        from: contentFrom(attributes),
      },
    ],
  }),
});

/** Where certificates of the machine's own are, and what reads them; that of the Red Hat family otherwise. */
const STORES: Readonly<Record<string, { readonly folder: string; readonly command: string }>> = {
  apt: { folder: '/usr/local/share/ca-certificates', command: 'update-ca-certificates' },
  zypper: { folder: '/etc/pki/trust/anchors', command: 'update-ca-certificates' },
};

const pathOf = (name: string, packageManager: string) =>
  `${own(STORES, packageManager)?.folder ?? '/etc/pki/ca-trust/source/anchors'}/${name}.crt`;

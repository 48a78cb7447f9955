/** What a value beside a secret's name is: a reference, a placeholder, a word everyone knows, or a secret. */

/** Bits of information a character, by how often each occurs. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length);
  return bits;
}

/** Whether a token's characters look drawn by chance, unlike those of an example. */
export function looksDrawn(text: string): boolean {
  if (/(.)\1{4}|example|placeholder|redacted|your|12345678|abcdefgh|_here/i.test(text)) return false;
  return entropy(text) >= Math.min(3, Math.log2(text.length) * 0.66);
}

/** Whether a value looks made by a generator: of several kinds of characters, without words or order. */
export function looksGenerated(text: string): boolean {
  if (text.length < 20 || /[^\w+/=.~-]/.test(text) || !looksDrawn(text)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(text)).length;
  return kinds === 3 && entropy(text) >= 3.8;
}

/** Something that stands for the value: a variable, a template, a command, a file, a lookup in a vault. */
export function isReference(text: string): boolean {
  if (
    /\$\{|\$\(|\{\{|\{%|<%|#\{|%\(|`|^\$[A-Za-z_?*@#0-9](?![A-Za-z0-9./]*\$)|^!\w+|^\{[\w.()[\]]*\}/.test(
      text,
    )
  )
    return true;
  if (/^(?:<.*>|\[.*\]|%\w+%|@\w+@?|__\w+__|(?:%[sdv]\W?)+|:\w+|\?)$/.test(text)) return true;
  if (
    /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]{1,20}:\/\/)/.test(text) &&
    !/:\/\/[^/]*:[^/]*@/.test(text)
  )
    return true;
  return /^(?:ENC\[|AQICA|vault:|op:\/\/|arn:|secretref|env[.:]|os\.|process\.|file:|ref\+|projects\/)/i.test(
    text,
  );
}

const EMPTY_WORDS: ReadonlySet<string> = words(`
  true false yes no on off null nil none undefined void never always required requisite optional sufficient enabled
  disabled enable disable string str text bool boolean int integer number object any bytes char varchar prompt ask
  hidden inherit auto automatic generated generate random env environment file stdin vault keyring keychain self this
  unset empty md5 sha1 sha256 sha512 scram-sha-256 bcrypt crypt plain plaintext cleartext peer trust ident basic digest
  bearer default_authentication localhost locked expired reject deny allow new old both manual external internal
  static dynamic session jwt oauth oauth2 ldap pam sqlite interactive publickey keyboard-interactive public-key
  passed failed secret token key name value field input label type`);

const PLACEHOLDER_WORDS: ReadonlySet<string> = words(`
  your example examples placeholder redacted dummy todo fixme tbd replace insert sample here hidden masked removed
  fake mock goes anonymous some-password xxx xxxx xxxxx xxxxxx xxxxxxxx set-me fill`);

const KNOWN_PASSWORDS: ReadonlySet<string> = words(`
  password passw0rd p@ssw0rd p@ssword pass password1 password123 passwd admin admin1 admin123 administrator root
  root123 toor changeme changeme1 changeme123 change_me change-me changeit changethis change_this default guest user
  user123 test test1 test123 testing qwerty qwerty123 letmein welcome welcome1 123 1234 12345 123456 1234567 12345678
  123456789 1234567890 111111 000000 0000 1111 abc123 postgres mysql oracle vagrant ubuntu debian centos almalinux
  raspberry rabbitmq grafana minio minioadmin zabbix private public manager tomcat s3cret cisco demo foobar foo bar
  secret mysecret mypassword my-password my_password supersecret master alpine redis mongo mongodb elastic
  nagios jenkins sonar nexus ansible packer docker sw2ycwtib9zpoohopsmm`);

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

/** Nothing of anyone's: empty, dots, a word of the configuration's own language, a sentence, an example. */
export function isHarmless(text: string): boolean {
  if (text.length < 3 || !/[A-Za-z0-9\u0080-\uffff]/.test(text)) return true;
  const lower = text.toLowerCase();
  if (EMPTY_WORDS.has(lower) || /^(.)\1+$/.test(lower) || isReference(text)) return true;
  if (/^[x*.…_-]+$/i.test(text)) return true;
  if (lower.includes('example') || lower.includes('placeholder') || lower.includes('redacted')) return true;
  const parts = lower.split(/[^a-z]+/);
  if (parts.some((part) => PLACEHOLDER_WORDS.has(part))) return true;
  return isProse(lower);
}

const PROSE =
  /(?:^|\s)(?:a|an|the|your|you|is|are|of|for|to|with|and|or|not|must|should|please|enter|new|set|use|if|this|that|no)(?=\s|$)/;

const isProse = (lower: string) =>
  /\s/.test(lower) && (PROSE.test(lower) || /^\p{L}+ password\b/u.test(lower));

/** A password that stands in every list of passwords. */
export function isKnownPassword(text: string): boolean {
  return KNOWN_PASSWORDS.has(text.toLowerCase());
}

/** An expression of a program or the name of something: no literal value. */
export function isExpression(text: string): boolean {
  return /^[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)+$|[()]/.test(text);
}

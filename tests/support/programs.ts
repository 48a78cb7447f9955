/** Programs that use all of the language, for tests that take them apart. */
export const examples: readonly string[] = [
  `image xaas-nginx {
  os = [ubuntu2404]
  package nginx
}
`,
  `# PostgreSQL for the marketplace. One source, three systems, two sizes.
image xaas-postgres {
  title   = "PostgreSQL 16"
  version = "1.4.0"
  team    = "xaas"
  sid     = "hidden"
  os      = [ubuntu2404, ubuntu2204, almalinux9]

  build {
    disk   = 50G
    memory = 4G
  }

  metadata {
    mcs_name = "PostgreSQL 16"      # what is not derived as wanted
  }

  use docker
  use monitoring { config = file("files/telegraf.conf") }
  use backup     { scripts = files("files/backup_*.sh") }
  use postgres   { version = "16" }

  variant large {
    build { disk = 100G }
  }

  export {
    format   = qcow2
    checksum = [sha256]
    compress = true
  }

  expect {
    command "psql --version" { output = "16" }
    service postgresql { enabled = false }
    port 5432 { open = false }
  }
}

# PostgreSQL from the PGDG repository, installed but not started.
role postgres {
  param version: string = "16"

  match os.family {
    debian {
      repository pgdg {
        url   = "https://apt.postgresql.org/pub/repos/apt"
        suite = "\${os.codename}-pgdg"
        key   = "https://www.postgresql.org/media/keys/ACCC4CF8.asc"
      }
      package "postgresql-\${version}"
    }
    redhat {
      repository pgdg {
        url = "https://download.postgresql.org/pub/repos/yum/\${version}/redhat/rhel-\${os.release}-x86_64"
        key = "https://download.postgresql.org/pub/repos/yum/keys/PGDG-RPM-GPG-KEY-RHEL"
      }
      package "postgresql\${version}-server"
    }
  }

  service postgresql { enabled = false }

  start {                       # at deployment, not in the image build
    service postgresql { enabled = true  state = started }
  }
}
`,
  `import "common.vkimage"

// How many.
param workers: int = 4
let tool = match os.family { debian => "apt"  redhat, suse => "dnf"  else => unset }
let names = [for x in ["a", "b"] : upper("\${x}-\${trim(" y ")}") if x != "c"]

/* The web server. */
role web {
  param level: one_of(low, high)? = low
  param extra: map(list(string))
  let ready = !(level == low && workers >= 2) || os.family in [debian] ? true : false

  use base as base_2 { mode = 0644  wait = 10m }

  when os.release == "9" { package [jq, "vim-\${tool}"] } else when ready { } else {
    file "/etc/motd" {
      content = """
        Welcome to \${image.name}

          \\"quoted\\" \\\\ $5
        """
      mode = 0600
    }
  }

  for port in [80, 443] {
    line "/etc/services" { match = "^\${port}"  line = jinja"{{ port }}" }
  }

  task "Anything" {
    module = "ansible.builtin.debug"
    args   = { msg = "x"  "with space" = [1, -2, { a = xs[0].b["c"] }] }
  }
}

os almalinux9 {
  family = redhat
  image {
    url      = "https://example.org/image.qcow2"
    checksum = unset
  }
}
`,
];

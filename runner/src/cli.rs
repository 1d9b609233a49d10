//! The command line.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Where the two files lie unless they are named.
const DEFAULT_FOLDER: &str = "/usr/local/phoenix_hypervisor/etc";
const HYPERVISOR_FILE: &str = "phoenix_hypervisor_config.json";
const LXC_FILE: &str = "phoenix_lxc_configs.json";

/// Keeps this Proxmox VE host as two JSON files describe it. Without a command it checks, and changes nothing.
#[derive(Debug, Parser)]
#[command(name = "phoenix-run", version, after_help = EXIT_CODES, args_conflicts_with_subcommands = false)]
pub struct Cli {
    /// What to do; `check` unless another is given.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What it is about.
    #[command(flatten)]
    pub options: Options,
}

const EXIT_CODES: &str = "Exit codes: 0 as declared, 1 something failed, 2 something differs (check), 3 something is refused, held \
or blocked, 4 as declared but something waits for a restart, 64 usage, 65 the files are rejected";

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Show what differs; change nothing (the default).
    Check {
        /// Ask the containers that run whether they are healthy, too: their checks are processes that their owner declares.
        #[arg(long)]
        health: bool,
    },
    /// Show what differs, ask, and make the host as the files say.
    Converge,
    /// Judge the two files, without looking at the host.
    Validate,
    /// Show the tasks and what must be done before what, without looking at the host.
    Graph {
        /// How to show it.
        #[arg(long, value_enum, default_value_t = GraphFormat::Text)]
        format: GraphFormat,
    },
}

/// How to show the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// A line for each task.
    Text,
    /// For Graphviz.
    Dot,
    /// For Mermaid.
    Mermaid,
    /// For a program: each task with its module and the arguments.
    Json,
}

/// What a run is about.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The host's file; if only the other is named, its sibling. Default: /usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json
    #[arg(long, global = true, value_name = "FILE")]
    pub hypervisor_config: Option<PathBuf>,
    /// The containers' file; if only the other is named, its sibling. Default: /usr/local/phoenix_hypervisor/etc/phoenix_lxc_configs.json
    #[arg(long, global = true, value_name = "FILE")]
    pub lxc_config: Option<PathBuf>,
    /// The file of the virtual machines, read for their ids and names alone: what containers depend on
    #[arg(long, global = true, value_name = "FILE")]
    pub vm_config: Option<PathBuf>,
    /// Only these resources; `*` stands for any text: lxc/101,zfs/*
    #[arg(long, global = true, value_name = "RESOURCE", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Converge without asking.
    #[arg(long, short, global = true)]
    pub yes: bool,
    /// Allow changes of this risk: interrupts, exposes, irreversible, lock-out; bulk, a change of most of a large host; all, but lock-out.
    #[arg(long, global = true, value_name = "RISK", value_delimiter = ',')]
    pub allow: Vec<String>,
    /// In these resources nothing is installed that has no stamp, and what has changed is run again: lxc/101,feature/900/docker
    #[arg(long, global = true, value_name = "RESOURCE", value_delimiter = ',')]
    pub fresh: Vec<String>,
    /// In these resources what is installed is taken for what is wished; without a value, in all of them.
    #[arg(
        long,
        global = true,
        value_name = "RESOURCE",
        value_delimiter = ',',
        num_args = 0..=1,
        default_missing_value = "*",
        conflicts_with = "fresh"
    )]
    pub adopt: Vec<String>,
    /// You take care of these yourself: they are neither looked at nor done, and nothing waits for them.
    #[arg(long, global = true, value_name = "WHAT", value_delimiter = ',')]
    pub without: Vec<Without>,
    /// Show every property and every command.
    #[arg(long, global = true)]
    pub diff: bool,
    /// For a person or for a program.
    #[arg(long, global = true, value_enum, default_value_t = OutputFormat::Human)]
    pub output: OutputFormat,
    /// How to look at the host: by the files that Proxmox's commands read, or by the commands, a second for each.
    #[arg(long, global = true, value_enum, default_value_t = Inspect::Auto)]
    pub inspect: Inspect,
    /// Converge although this host has not the address that the files give theirs.
    #[arg(long, global = true)]
    pub any_host: bool,
    /// How many modules may run at once while converging. Default: by processors and free memory
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: Option<u16>,
    /// The folder of the module binaries. Default: where phoenix-run itself lies
    #[arg(long, global = true, value_name = "FOLDER")]
    pub modules: Option<PathBuf>,
    /// How long one module may look, in seconds.
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: u64,
}

/// What a person may take care of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Without {
    /// What scripts install in containers: clones are made of their sources as they are.
    Features,
    /// Whether containers are healthy.
    Health,
}

/// How to look at the host; both ways see the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Inspect {
    /// By the files that Proxmox's commands read themselves, and one `zfs get`.
    #[default]
    Auto,
    /// By the native commands.
    Cli,
}

impl Inspect {
    /// Returns the word that modules know it by.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Cli => "cli",
        }
    }
}

/// Whom the output is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// A person.
    Human,
    /// A program: one JSON object.
    Json,
}

impl Options {
    /// Returns the two files: host first.
    pub fn files(&self) -> (PathBuf, PathBuf) {
        let sibling = |file: &Path, name: &str| file.with_file_name(name);
        match (&self.hypervisor_config, &self.lxc_config) {
            (Some(hypervisor), Some(lxc)) => (hypervisor.clone(), lxc.clone()),
            (Some(hypervisor), None) => (hypervisor.clone(), sibling(hypervisor, LXC_FILE)),
            (None, Some(lxc)) => (sibling(lxc, HYPERVISOR_FILE), lxc.clone()),
            (None, None) => {
                let folder = Path::new(DEFAULT_FOLDER);
                (folder.join(HYPERVISOR_FILE), folder.join(LXC_FILE))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(arguments: &[&str]) -> (String, String) {
        let cli = Cli::try_parse_from(["phoenix-run"].iter().chain(arguments)).unwrap();
        let (hypervisor, lxc) = cli.options.files();
        (hypervisor.display().to_string(), lxc.display().to_string())
    }

    #[test]
    fn a_file_that_is_not_named_is_the_sibling_of_the_one_that_is() {
        assert_eq!(
            files(&["--hypervisor-config", "/a/h.json"]),
            ("/a/h.json".to_owned(), "/a/phoenix_lxc_configs.json".to_owned())
        );
        assert_eq!(
            files(&["--lxc-config", "b/l.json"]),
            ("b/phoenix_hypervisor_config.json".to_owned(), "b/l.json".to_owned())
        );
        assert!(files(&[]).0.starts_with(DEFAULT_FOLDER));
    }

    #[test]
    fn a_bare_call_checks_and_options_may_stand_behind_the_command() {
        assert_eq!(Cli::try_parse_from(["phoenix-run"]).unwrap().command, None);
        let cli = Cli::try_parse_from(["phoenix-run", "converge", "--yes", "--only", "lxc/101,zfs/*"]).unwrap();
        assert_eq!(cli.options.only, ["lxc/101", "zfs/*"]);
        assert!(Cli::try_parse_from(["phoenix-run", "--without", "everything"]).is_err());
    }
}

//! The Ansible collection: the files of it that are made from others.
#![expect(clippy::print_stdout, reason = "it is a command, and speaks to whoever typed it")]

use anyhow::Result;
use clap::{Parser, Subcommand};
use phoenix_tests::collection::docs;

/// Makes what of the Ansible collection is made from other files of the project.
#[derive(Debug, Parser)]
#[command(name = "collection")]
struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Writes the documentation beside each module, from its types, its page and its playbook.
    Docs,
}

fn main() -> Result<()> {
    match Options::parse().task {
        Task::Docs => docs::write()?.iter().for_each(|path| println!("{}", path.display())),
    }
    Ok(())
}

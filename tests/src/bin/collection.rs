//! `collection`: makes what of the Ansible collection nobody writes by hand.
#![expect(clippy::disallowed_methods, reason = "it starts cargo")]
#![expect(clippy::print_stdout, reason = "it is a command, and speaks to whoever typed it")]

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use flate2::Compression;
use phoenix_tests::collection::build::{self, Sources};
use phoenix_tests::collection::docs;

/// Makes what of the collection thinkheads.phoenix nobody writes by hand.
#[derive(Debug, Parser)]
#[command(name = "collection")]
enum Options {
    /// Write the documentation beside each module, from its types, its page and its playbook.
    Docs,
    /// Make the archive that `ansible-galaxy collection install` takes, with static binaries that are built first.
    Build {
        /// Take the binaries that lie in this folder.
        #[arg(long, value_name = "FOLDER")]
        binaries: Option<PathBuf>,
        /// Where the archive goes. Default: target/collection
        #[arg(long, value_name = "FOLDER")]
        output: Option<PathBuf>,
    },
}

fn main() -> Result<()> {
    match Options::parse() {
        Options::Docs => docs::write()?.iter().for_each(|path| println!("{}", path.display())),
        Options::Build { binaries, output } => archive(binaries, output)?,
    }
    Ok(())
}

fn archive(binaries: Option<PathBuf>, output: Option<PathBuf>) -> Result<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("find the workspace")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let binaries = match binaries {
        Some(folder) => folder,
        None => static_binaries(workspace, &target)?,
    };
    let sources = Sources { collection: &workspace.join("playbooks/collection"), binaries: &binaries, workspace };
    let folder = output.unwrap_or_else(|| target.join("collection"));
    let archive = build::archive(sources, &folder, Compression::best())?;
    println!("{}", archive.display());
    Ok(())
}

/// Builds the static binaries and returns their folder.
///
/// A panic's place names the file of its crate. Without this machine's folder in it, the same sources make the same
/// bytes elsewhere too.
fn static_binaries(workspace: &Path, target: &Path) -> Result<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("find the home of cargo")?;
    let flags = format!(
        "target.x86_64-unknown-linux-gnu.rustflags=['--remap-path-prefix={}=registry']",
        home.join("registry/src").display()
    );
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(["static", "--config", &flags]).current_dir(workspace).status();
    ensure!(status.context("start cargo")?.success(), "`cargo static` failed");
    Ok(target.join("x86_64-unknown-linux-gnu/release"))
}

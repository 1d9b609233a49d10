//! Runs every pair of files in a folder on simulated hosts, and says what a second run types and what was refused why.
#![expect(clippy::disallowed_methods, reason = "it reads the pairs from a folder")]
#![expect(clippy::print_stdout, reason = "it is a command, and speaks to whoever typed it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use phoenix_tests::corpus::{self, Account, Pair, containers, history, table};
use phoenix_tests::worlds::Kind;

/// How many resources are named beside a reason.
const NAMED: usize = 6;

/// Converges simulated hosts to every pair of Phoenix files below FOLDER, twice each, with everything allowed and the
/// install features and health taken care of. A pair is a folder NNN with phoenix_hypervisor_config.json and phoenix_lxc_configs.json.
///
/// Exits with 1 if a second run types something or leaves the host other than it was, if something fails or is lost, or if
/// a resource is not as wished and nothing says why.
#[derive(Debug, Parser)]
#[command(name = "corpus")]
struct Options {
    /// The folder that holds the pairs.
    folder: PathBuf,
    /// The host: one of those below, or all.
    #[arg(long, default_value = "all")]
    world: String,
    /// Only this pair.
    #[arg(long)]
    pair: Option<String>,
    /// One host through all pairs in order.
    #[arg(long, conflicts_with_all = ["pair", "table"])]
    history: bool,
    /// What is left alone, repaired and refused, resource by resource.
    #[arg(long)]
    table: bool,
    /// What each container is wished to have mounted, and what it has after one converge; then two more runs.
    #[arg(long, conflicts_with_all = ["history", "table"])]
    containers: bool,
}

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    let pairs = pairs(&options)?;
    let kinds = kinds(&options.world)?;
    if options.history {
        return Ok(ended(&told(&history::through(&pairs)?)));
    }
    let mut is_sound = true;
    for kind in kinds {
        if options.table {
            for pair in &pairs {
                print_table(pair, kind)?;
            }
            continue;
        }
        println!("== {} ==", kind.name());
        if options.containers {
            for pair in &pairs {
                is_sound &= print_containers(pair, kind)?;
            }
            continue;
        }
        let accounts: Result<Vec<(String, Account)>> =
            pairs.iter().map(|pair| Ok((pair.name.clone(), corpus::judge(pair, pair.world(kind)?).1))).collect();
        is_sound &= told(&accounts?);
    }
    Ok(ended(&is_sound))
}

fn ended(is_sound: &bool) -> ExitCode {
    if *is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn kinds(word: &str) -> Result<Vec<Kind>> {
    if word == "all" {
        return Ok(Kind::ALL.to_vec());
    }
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    let kind = Kind::ALL.iter().find(|kind| kind.name() == word);
    Ok(vec![*kind.with_context(|| format!("there is no world {word:?}; there are {} and all", names.join(", ")))?])
}

fn pairs(options: &Options) -> Result<Vec<Pair>> {
    let folder = &options.folder;
    let entries = fs::read_dir(folder).with_context(|| format!("list {}", folder.display()))?;
    let mut names: Vec<String> = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()
        .with_context(|| format!("list {}", folder.display()))?;
    names.sort();
    names.retain(|name| options.pair.as_ref().is_none_or(|wanted| wanted == name));
    names.retain(|name| folder.join(name).is_dir());
    ensure!(!names.is_empty(), "no pair lies in {}", folder.display());
    names.into_iter().map(|name| pair(folder, name)).collect()
}

fn pair(folder: &Path, name: String) -> Result<Pair> {
    let read = |file: &str| {
        let path = folder.join(&name).join(file);
        fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))
    };
    let (hypervisor, lxc) = (read("phoenix_hypervisor_config.json")?, read("phoenix_lxc_configs.json")?);
    Ok(Pair { name, hypervisor, lxc })
}

/// Prints a line for each pair, its faults, and the reasons of all; returns whether there is no fault.
fn told(accounts: &[(String, Account)]) -> bool {
    println!("pair   resources  in sync  refused  blocked  failed   typed  run 2  host after run 2");
    for (name, account) in accounts {
        let Account { tally, .. } = account;
        let same = if account.differing.is_empty() { "the same" } else { "DIFFERS" };
        println!(
            "{name:<6} {:9} {:8} {:8} {:8} {:7} {:7} {:6}  {same}",
            tally.resources,
            tally.in_sync + tally.left_alone,
            tally.refused,
            tally.blocked,
            tally.failed,
            account.typed,
            account.second.len(),
        );
        account.faults().iter().for_each(|fault| println!("       {fault}"));
    }
    let sum = |count: fn(&Account) -> usize| accounts.iter().map(|(_, account)| count(account)).sum::<usize>();
    let (resources, refused) = (sum(|account| account.tally.resources), sum(|account| account.tally.refused));
    let blocked = sum(|account| account.tally.blocked);
    let share = |part: usize| 100.0 * part as f64 / resources.max(1) as f64;
    println!(
        "all    {resources} resources, {refused} refused ({:.1} %), {blocked} blocked ({:.1} %)\n",
        share(refused),
        share(blocked)
    );
    let reasons = accounts.iter().flat_map(|(name, account)| {
        account.reasons.iter().map(move |(id, reason)| (format!("{name}:{id}"), reason.clone()))
    });
    for (reason, about) in corpus::grouped(reasons) {
        let named: Vec<&str> = about.iter().take(NAMED).map(String::as_str).collect();
        println!("{:5} x {reason}\n        {}", about.len(), named.join(" "));
    }
    println!();
    accounts.iter().all(|(_, account)| account.is_sound())
}

/// Prints what containers have that is mounted into them; returns whether all is as wished or refused, and stays so.
fn print_containers(pair: &Pair, kind: Kind) -> Result<bool> {
    let table = containers::table(pair, kind)?;
    println!("{} on {}: second and third run typed {}", pair.name, kind.name(), table.again.len());
    table.again.iter().for_each(|command| println!("    AGAIN    {command}"));
    for row in &table.rows {
        let told = [
            ("wished", &row.wished),
            ("present", &row.present),
            ("refused", &row.refused),
            ("told", &row.notes),
            ("DIFFERS", &row.differing),
        ];
        if told.iter().all(|(_, list)| list.is_empty()) {
            continue;
        }
        println!("  {}", row.id);
        for (word, list) in told {
            list.iter().for_each(|what| println!("    {word:<8} {what}"));
        }
    }
    Ok(table.again.is_empty() && table.rows.iter().all(|row| row.differing.is_empty()))
}

fn print_table(pair: &Pair, kind: Kind) -> Result<()> {
    println!("{} on {}", pair.name, kind.name());
    for row in table::rows(pair, pair.world(kind)?) {
        println!("{}", row.id);
        for (word, list) in [("leaves", &row.leaves), ("repairs", &row.repairs), ("refuses", &row.refuses)] {
            list.iter().for_each(|what| println!("    {word:<8} {what}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Options::command().debug_assert();
        assert_eq!(kinds("all").unwrap(), Kind::ALL);
        assert!(format!("{}", kinds("mars").unwrap_err()).contains("blank"));
    }
}

//! `replay FOLDER`: plays recordings of the real commands on the simulated host and prints where it does something else.
#![expect(clippy::print_stdout, reason = "it is a command, and speaks to whoever typed it")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use phoenix_tests::replay::{self, Verdict};

/// Plays every recording of a folder on the simulated host, each from its own recorded state, and prints what does not agree.
#[derive(Debug, Parser)]
struct Options {
    /// The folder: `proxmox/GROUP/CASE.txt` and `zfs/VERSION/CASE.txt` lie in it.
    folder: PathBuf,
    /// Only cases whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// List what is not compared, and why.
    #[arg(long)]
    apart: bool,
}

/// How many cases of a folder, and commands in them, were compared and agree.
#[derive(Debug, Default)]
struct Count {
    cases: usize,
    agreeing: usize,
    commands: usize,
    same: usize,
}

impl Count {
    fn add(&mut self, judged: &replay::Judged) {
        self.cases += 1;
        self.agreeing += usize::from(judged.agrees());
        let compared = judged.verdicts.iter().filter(|verdict| !matches!(verdict, Verdict::Apart(_)));
        self.commands += compared.clone().count();
        self.same += compared.filter(|verdict| matches!(verdict, Verdict::Agrees)).count();
    }
}

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    let (mut compared, mut agreeing) = (0, 0);
    let mut by_folder: BTreeMap<String, Count> = BTreeMap::new();
    let mut apart: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in replay::cases(&options.folder)? {
        if options.only.as_ref().is_some_and(|part| !case.name.contains(part.as_str())) {
            continue;
        }
        let judged = replay::judge(case);
        for (record, verdict) in judged.case.records.iter().zip(&judged.verdicts) {
            if let Verdict::Apart(reason) = verdict {
                let first = record.command.lines().next().unwrap_or_default();
                apart.entry(reason.clone()).or_default().push(format!("{}: {first}", judged.case.name));
            }
        }
        if judged.is_comparable() {
            let folder = judged.case.name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            by_folder.entry(folder).or_default().add(&judged);
            compared += 1;
            agreeing += u32::from(judged.agrees());
            print!("{judged}");
        }
    }
    for (reason, records) in &apart {
        println!("not compared, {reason}: {}", records.len());
        if options.apart {
            records.iter().for_each(|record| println!("    {record}"));
        }
    }
    for (folder, count) in &by_folder {
        println!(
            "{folder}: {} of {} agree, {} of {} commands",
            count.agreeing, count.cases, count.same, count.commands
        );
    }
    println!("{agreeing} of {compared} agree");
    Ok(if agreeing == compared { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

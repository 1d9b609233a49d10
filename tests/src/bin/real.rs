//! Plays on the real OpenZFS and LXC, in a guest, what the simulated host answers: `tests/real/run` starts it.
//!
//! It is also the guest's first process, and plays in a process of its own there (`phoenix_tests::real`).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a tool for a person")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};
use phoenix_tests::real::guest::Guest;
use phoenix_tests::real::{Outcome, Play, init, plays};

/// Plays stories, recordings and properties on the real OpenZFS and LXC and on the simulated host, and compares.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Doing,
}

#[derive(Subcommand)]
enum Doing {
    /// Plays everything.
    All(All),
    /// Plays what a job lists, inside of a guest.
    #[command(hide = true, name = init::JOB)]
    Job,
    /// Plays one play of it.
    #[command(hide = true, name = init::PLAY)]
    Play {
        /// Its number in the job.
        number: usize,
    },
}

#[derive(Parser)]
struct All {
    /// The folder that `tests/real/guest/build` made.
    #[arg(long)]
    root: PathBuf,
    /// The version of OpenZFS that the simulated host shows.
    #[arg(long, default_value = "2.3.9")]
    version: String,
    /// The folder of the tests.
    #[arg(long)]
    tests: PathBuf,
    /// The folder of the static modules.
    #[arg(long)]
    modules: PathBuf,
    /// Where a folder for each start of a guest may be made.
    #[arg(long)]
    jobs: PathBuf,
    /// Only plays whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
    /// How many guests play at the same time.
    #[arg(long, default_value_t = 2)]
    guests: usize,
    /// Print for each property of each type whether all agreed, and of how many answers.
    #[arg(long)]
    table: bool,
    /// Print what the real thing answered, as `tests/recordings` keeps it.
    #[arg(long)]
    record: bool,
    /// Type this in a guest by a shell, and print what it says; nothing is played.
    #[arg(long)]
    script: Option<String>,
    /// Tell what was left out, too.
    #[arg(long)]
    apart: bool,
}

fn main() -> ExitCode {
    if std::process::id() == 1 {
        init::live();
    }
    let done = match Arguments::parse().command {
        Doing::All(all) => play_all(&all),
        Doing::Job => init::play_all().map(|()| true),
        Doing::Play { number } => init::play_one(number).and_then(|outcome| {
            println!("{}", serde_json::to_string(&outcome)?);
            Ok(true)
        }),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What `zfs version` said, and each play with what came of it.
type Played = (String, Vec<(Play, Outcome)>);

/// Gives each guest plays of every kind, as those of a kind take alike.
fn shared_out(plays: &[Play], guests: usize) -> Vec<Vec<Play>> {
    let share = |guest| plays.iter().skip(guest).step_by(guests).cloned().collect();
    (0..guests.min(plays.len())).map(share).collect()
}

fn play(guest: &Guest, version: &str, plays: &[Play]) -> Result<Played> {
    let mut outcomes = Vec::new();
    let says = guest.play(version, plays, |play, outcome| outcomes.push((play.clone(), outcome)))?;
    Ok((says, outcomes))
}

fn play_all(all: &All) -> Result<bool> {
    let begun = Instant::now();
    let guest = Guest {
        root: all.root.clone(),
        start: all.tests.join("real/guest/start"),
        modules: all.modules.clone(),
        jobs: all.jobs.clone(),
    };
    if let Some(script) = &all.script {
        let answer = guest.type_in(script)?;
        print!("{}", answer.stdout);
        eprint!("{}", answer.stderr);
        return Ok(answer.status == 0);
    }
    let mut plays = plays(&all.tests, &all.version)?;
    plays.retain(|play| play.name.contains(&all.only));
    if plays.is_empty() {
        bail!("no play is called so: {}", all.only);
    }
    let shares = shared_out(&plays, all.guests.max(1));
    let results: Vec<Result<Played>> = std::thread::scope(|scope| {
        let parts: Vec<_> = shares.iter().map(|share| scope.spawn(|| play(&guest, &all.version, share))).collect();
        parts.into_iter().map(|part| part.join().expect("no guest panics")).collect()
    });
    let mut says = String::new();
    let mut outcomes = Vec::new();
    let mut failed = Ok(());
    for result in results {
        match result.context("play in a guest") {
            Ok((version, some)) => {
                says = version;
                outcomes.extend(some);
            }
            Err(error) => failed = Err(error),
        }
    }
    outcomes.sort_by_key(|(play, _)| plays.iter().position(|other| other.name == play.name));
    let agree = tell(all, &says, &outcomes, begun);
    failed.map(|()| agree)
}

fn tell(all: &All, says: &str, outcomes: &[(Play, Outcome)], begun: Instant) -> bool {
    for (play, outcome) in outcomes {
        for difference in &outcome.differs {
            println!("--- {}\n{difference}", play.name);
        }
        if let Some(row) = play.name.strip_prefix("properties/").filter(|_| all.table) {
            println!(
                "| {row} | {} | {} |",
                if outcome.differs.is_empty() && outcome.apart.is_empty() { "yes" } else { "no" },
                outcome.compared
            );
        }
        if all.record {
            println!("= {}\nhost {}\n{}\n", play.name, play.host, outcome.recorded.join("\n"));
        }
        for reason in outcome.apart.iter().filter(|_| all.apart) {
            println!("apart: {}: {reason}", play.name);
        }
    }
    let failed = outcomes.iter().filter(|(_, outcome)| !outcome.differs.is_empty()).count();
    let empty = outcomes.iter().filter(|(_, outcome)| outcome.differs.is_empty() && outcome.compared == 0).count();
    let compared: usize = outcomes.iter().map(|(_, outcome)| outcome.compared).sum();
    let apart: usize = outcomes.iter().map(|(_, outcome)| outcome.apart.len()).sum();
    println!("{says}");
    println!(
        "{compared} answers of the real and the simulated host were compared; {apart} were left out (--apart tells which)"
    );
    println!(
        "{} passed, {failed} failed, {empty} could not be played. {} s",
        outcomes.len() - failed - empty,
        begun.elapsed().as_secs()
    );
    failed == 0
}

//! What Phoenix costs: a check of a host in sync, a check of one where everything differs, and converging that against the
//! critical path of its native commands.
//!
//! The native commands are players that take the time they are told, so that what is measured is not a simulator; one row
//! shows the simulated host instead. CPU and peak memory are what each process says of itself in the log at its end.
#![expect(clippy::disallowed_methods, reason = "the benchmark starts the real binaries and makes their host")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the benchmark is what it prints")]

use std::collections::HashMap;
use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, ensure};
use phoenix_run::agenda::{Module, Task};
use phoenix_tests::pair;

use bound::{Bounds, Durations};
use place::{Before, Natives, Place, Run};

mod bound;
mod place;
mod player;
mod walk;

/// How many containers the hosts in sync have; datasets are twice, storages a fifth of that.
const SIZES: [usize; 3] = [10, 100, 1000];

/// How often each check is run; the median is printed.
const RUNS: usize = 9;

/// How many containers the host has that is converged, and how many modules run at once.
const CONTAINERS: usize = 100;
const JOBS: u32 = 4;

/// How many firewall rules each of its containers has.
const RULES: usize = 3;

/// How long the native commands take, as they were measured on two cores (Proxmox VE 9.1): the time that loading Perl takes.
const MEASURED: Durations = &[
    ("zfs set", Duration::from_millis(20)),
    ("pvesm set", Duration::from_millis(550)),
    ("pct set", Duration::from_millis(700)),
    ("pct start", Duration::from_millis(1500)),
];

/// Native commands that cost nothing: what is left is Phoenix.
const NOTHING: Durations = &[];

fn main() -> ExitCode {
    let mut arguments = env::args();
    let program = arguments.next().unwrap_or_default();
    let name = Path::new(&program).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let done = match player::COMMANDS.contains(&name.as_str()) {
        true => player::play(&name, &arguments.collect::<Vec<_>>()),
        false => measure(arguments.next().as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures everything, or one of `checks`, `converges`, `graphs`.
fn measure(part: Option<&str>) -> Result<()> {
    build()?;
    let wanted = |name: &str| part.is_none_or(|part| part == name);
    if wanted("checks") {
        checks()?;
    }
    if wanted("converges") {
        converges()?;
    }
    if wanted("graphs") {
        graphs()?;
    }
    Ok(())
}

fn checks() -> Result<()> {
    println!(
        "check\n\nhost                         containers  datasets   wall ms     cpu ms   sum of peaks MiB  processes"
    );
    let none: Durations = NOTHING;
    for containers in SIZES {
        let place = Place::new(&pair::large(containers), Before::AsWished, Natives::Players, none)?;
        check("in sync", &place, containers, 0)?;
    }
    let place = Place::new(&pair::with_firewalls(CONTAINERS, RULES), Before::Drifted, Natives::Players, none)?;
    check(&format!("drifted, {} firewall rules", CONTAINERS * RULES), &place, CONTAINERS, 2)
}

fn check(host: &str, place: &Place, containers: usize, code: i32) -> Result<()> {
    let mut runs: Vec<Run> =
        (0..RUNS).map(|_| place.run(&["check", "--allow", "bulk"], &[code])).collect::<Result<_>>()?;
    let wall = median(&mut runs, |run| milliseconds(run.wall));
    let cpu = median(&mut runs, |run| milliseconds(run.cpu));
    let peak = median(&mut runs, |run| run.peak_kib as f64 / 1024.0);
    let processes = runs[0].processes;
    println!("{host:27} {containers:11} {:9} {wall:9.1} {cpu:10.1} {peak:18.1} {processes:10}", 2 * containers);
    Ok(())
}

fn converges() -> Result<()> {
    println!(
        "\nconverge, {CONTAINERS} containers and {} rules of which everything differs, --jobs {JOBS}\n",
        CONTAINERS * RULES
    );
    println!(
        "native commands              typed  for each resource  critical path s    wall s   above   cpu of ours s"
    );
    converge("players, no time", Natives::Players, NOTHING)?;
    converge("players, as measured", Natives::Players, MEASURED)?;
    converge("simhost, as measured", Natives::Simhost, MEASURED)
}

fn converge(name: &str, natives: Natives, durations: Durations) -> Result<()> {
    let wish = pair::with_firewalls(CONTAINERS, RULES);
    let place = Place::new(&wish, Before::Drifted, natives, durations)?;
    let jobs = JOBS.to_string();
    let run = place.run(&["converge", "--yes", "--allow", "all", "--jobs", &jobs], &[0])?;
    let agenda = wish.agenda().map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
    let path = Bounds::of(&agenda, durations, JOBS).critical_path();
    let above = match path.is_zero() {
        true => "      -".to_owned(),
        false => format!("{:6.1}%", (run.wall.as_secs_f64() / path.as_secs_f64() - 1.0) * 100.0),
    };
    // The pool is as wished, and a firewall is a file that Phoenix writes itself.
    let types = |task: &&Task| !matches!(task.module, Module::Zpool | Module::Firewall);
    let tasks = agenda.tasks.iter().filter(types).count();
    ensure!(run.typed.len() == tasks, "{} commands for {tasks} tasks", run.typed.len());
    let (typed, most, cpu) = (run.typed.len(), most_for_one(&run.typed), run.cpu.as_secs_f64());
    let (path, wall) = (path.as_secs_f64(), run.wall.as_secs_f64());
    println!("{name:27} {typed:6} {most:>18} {path:16.2} {wall:9.2} {above} {cpu:15.2}");
    let again = place.run(&["check"], &[0])?;
    ensure!(again.typed.len() == typed, "a check typed something");
    Ok(())
}

/// Returns how often a command was typed for the same thing, at most; a start is a task of its own.
fn most_for_one(typed: &[String]) -> usize {
    let mut times: HashMap<(&str, &str), usize> = HashMap::new();
    for line in typed {
        let words: Vec<&str> = line.split(' ').collect();
        let name = if words[0] == "zfs" { words.last() } else { words.get(2) };
        *times.entry((words[1], name.copied().unwrap_or_default())).or_default() += 1;
    }
    times.into_values().max().unwrap_or(0)
}

fn graphs() -> Result<()> {
    println!("\nthe graph, in this process, modules that answer at once\n");
    println!(" tasks   read files ms   plan ms   walk ms   walk us for each");
    for containers in [270, 1350, 2700] {
        let walk::Cost { tasks, read, planned, walked } = walk::cost(containers)?;
        let (read, planned, each) = (milliseconds(read), milliseconds(planned), walked.as_micros() / tasks as u128);
        println!("{tasks:6} {read:15.1} {planned:9.1} {:9.1} {each:18}", milliseconds(walked));
    }
    Ok(())
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn median(runs: &mut [Run], figure: impl Fn(&Run) -> f64) -> f64 {
    runs.sort_by(|one, other| figure(one).total_cmp(&figure(other)));
    figure(&runs[runs.len() / 2])
}

/// Builds the static binaries, and the simulated host beside this program.
fn build() -> Result<()> {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let simhost = ["build", "--quiet", "--package", "phoenix-tests", "--bin", "simhost"];
    let profile: &[&str] = if cfg!(debug_assertions) { &[] } else { &["--release"] };
    for arguments in [&["static", "--quiet"][..], &[&simhost, profile].concat()] {
        let built = duct::cmd(&cargo, arguments).dir(env!("CARGO_MANIFEST_DIR")).unchecked().run()?;
        ensure!(built.status.success(), "`cargo {}` failed", arguments.join(" "));
    }
    Ok(())
}

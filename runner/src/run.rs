//! One run, read aloud: read and judge the files, look, show; if asked to, converge and look again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use phoenix_modules::host::Probe as _;
use phoenix_modules::host::real::RealHost;
use phoenix_modules::plan::Consent;

use crate::agenda::{self, Agenda, TakenCareOf};
use crate::cli::{Cli, Command, GraphFormat, Options, OutputFormat, Without};
use crate::config::{self, Configuration, Finding};
use crate::inspection::{self, Inspection, View};
use crate::launcher::ModuleFolder;
use crate::report::{self, Detail, Tally};
use crate::schedule::Walk;
use crate::select::Selection;
use crate::status::Status;
use crate::{graph, terminal};

/// How often the graph is walked: what a change brings to light is converged too, and then it is enough.
const ROUNDS: usize = 3;

/// How long a module may take to converge one resource: copying a large disk takes hours.
const CONVERGE_LIMIT: Duration = Duration::from_secs(12 * 60 * 60);

/// Why a run ended before it began, with its exit code.
#[derive(Debug)]
pub enum RunError {
    /// The command line cannot be meant.
    Usage(String),
    /// The files cannot be read or are rejected.
    Files(String),
    /// Something else; the host was not touched.
    Failed(anyhow::Error),
}

impl RunError {
    /// Returns the exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => report::USAGE,
            Self::Files(_) => report::FILES_REJECTED,
            Self::Failed(_) => report::FAILED,
        }
    }
}

impl std::fmt::Display for RunError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(text) | Self::Files(text) => formatter.write_str(text),
            Self::Failed(error) => write!(formatter, "{error:#}"),
        }
    }
}

impl From<anyhow::Error> for RunError {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

/// Does what the command line asks for and returns the exit code.
pub fn run(cli: &Cli) -> Result<u8, RunError> {
    begin_log();
    let options = &cli.options;
    Consent::parse(options.allow.iter().map(String::as_str))
        .map_err(|error| RunError::Usage(format!("--allow: {error}")))?;
    let configuration = match read(options)? {
        Ok(configuration) => configuration,
        Err(findings) => return Ok(reject(&findings, options)),
    };
    let agenda = plan(&configuration, options)?;
    match cli.command.unwrap_or(Command::Check) {
        Command::Validate => Ok(validate(&configuration, options)),
        Command::Graph { format } => Ok(show_graph(&agenda, format)),
        Command::Check => check(&configuration, &agenda, options),
        Command::Converge => converge(&configuration, &agenda, options),
    }
}

/// Tracing events go to the file that `PHOENIX_LOG` names, nowhere else.
fn begin_log() {
    if let Some(warning) = phoenix_modules::protocol::begin_log() {
        eprintln!("phoenix-run: {warning}");
    }
}

fn read(options: &Options) -> Result<Result<Configuration, Vec<Finding>>, RunError> {
    let (hypervisor, lxc) = options.files();
    // The two files lie where the person says, also when the host is a simulated one below a root prefix.
    let here = RealHost::default();
    let bytes = |path: &Path| -> Result<Vec<u8>, RunError> {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let read = here.read(&absolute).map_err(|error| RunError::Files(error.to_string()))?;
        let remedy = "name it with --hypervisor-config or --lxc-config";
        read.ok_or_else(|| RunError::Files(format!("there is no file {}; {remedy}", path.display())))
    };
    Ok(config::read(&bytes(&hypervisor)?, &bytes(&lxc)?))
}

fn reject(findings: &[Finding], options: &Options) -> u8 {
    match options.output {
        OutputFormat::Json => {
            println!("{}", serde_json::json!({ "exit_code": report::FILES_REJECTED, "findings": findings }));
        }
        OutputFormat::Human => {
            let (hypervisor, lxc) = options.files();
            println!("The files are rejected, nothing was looked at or changed:");
            println!("  hypervisor = {}", hypervisor.display());
            println!("  lxc = {}", lxc.display());
            findings.iter().for_each(|finding| println!("  {finding}"));
        }
    }
    report::FILES_REJECTED
}

fn plan(configuration: &Configuration, options: &Options) -> Result<Agenda, RunError> {
    let selection = Selection::new(options.only.clone());
    let taken_care_of = TakenCareOf { features: options.without.contains(&Without::Features) };
    let all = agenda::plan(configuration, &Selection::default(), taken_care_of);
    let ids: Vec<&str> = all.tasks.iter().map(|task| task.id.as_str()).collect();
    let idle = selection.idle(&ids);
    if !idle.is_empty() {
        let example = ids.first().map_or(String::new(), |id| format!("; a resource is written like {id}"));
        return Err(RunError::Usage(format!(
            "--only {}: no resource of the files has this name{example}",
            idle.join(",")
        )));
    }
    Ok(agenda::plan(configuration, &selection, taken_care_of))
}

fn validate(configuration: &Configuration, options: &Options) -> u8 {
    if options.output == OutputFormat::Json {
        let Configuration { findings, not_managed, .. } = configuration;
        println!("{}", serde_json::json!({ "exit_code": 0, "findings": findings, "not_managed": not_managed }));
        return report::AS_DECLARED;
    }
    configuration.findings.iter().for_each(|finding| println!("{finding}"));
    for entry in &configuration.not_managed {
        println!("not managed yet: {} {} {} ({})", entry.at, entry.resource, entry.key, entry.topic);
    }
    let refused = configuration.findings.iter().filter(|finding| finding.severity == config::Severity::Refuse).count();
    println!(
        "The files can be read: {}, {}, {}; {} (of which {refused} refuse a resource), {} not managed yet.",
        report::counted(configuration.datasets.len(), "dataset"),
        report::counted(configuration.storages.len(), "storage"),
        report::counted(configuration.containers.len(), "container"),
        report::counted(configuration.findings.len(), "finding"),
        report::counted(configuration.not_managed.len(), "key"),
    );
    if refused > 0 { report::REFUSED } else { report::AS_DECLARED }
}

fn show_graph(agenda: &Agenda, format: GraphFormat) -> u8 {
    print!("{}", graph::render(agenda, format));
    report::AS_DECLARED
}

fn check(configuration: &Configuration, agenda: &Agenda, options: &Options) -> Result<u8, RunError> {
    let begun = Instant::now();
    let launcher = launcher(options)?;
    let inspection = inspection::look(agenda, &launcher, &options.allow, View::Ahead);
    let tally = Tally::of(agenda, &inspection.statuses);
    let code = tally.exit_code();
    if options.output == OutputFormat::Json {
        print_json("check", configuration, agenda, &inspection, &[], begun.elapsed(), code);
        return Ok(code);
    }
    show_plan(configuration, agenda, &inspection, options);
    println!("{}{}", tally.sentence(), what_converge_would_do(&tally, options));
    println!("Nothing was changed. {}", report::shown_duration(begun.elapsed()));
    Ok(code)
}

fn show_plan(configuration: &Configuration, agenda: &Agenda, inspection: &Inspection, options: &Options) {
    let (hypervisor, lxc) = options.files();
    println!("{}    wanted: {}, {}", node_name(), hypervisor.display(), lxc.display());
    let detail = if options.diff { Detail::Diff } else { Detail::Short };
    let rows = report::rows(agenda, &inspection.statuses, detail);
    let notes = report::notes(agenda, &inspection.statuses);
    let remarks = report::remarks(configuration, &inspection.others);
    rows.iter().chain(&notes).chain(&remarks).for_each(|line| println!("{line}"));
}

fn node_name() -> String {
    let name = RealHost::from_environment().read(Path::new("/etc/hostname")).ok().flatten();
    let name = name.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    name.filter(|name| !name.is_empty()).unwrap_or("this host".to_owned())
}

fn what_converge_would_do(tally: &Tally, options: &Options) -> String {
    if tally.commands == 0 {
        return ".".to_owned();
    }
    let hint = if options.diff { "" } else { " (--diff shows them)" };
    format!(". converge would type {}{hint}.", report::counted(tally.commands, "command"))
}

fn launcher(options: &Options) -> Result<ModuleFolder, RunError> {
    let beside = || -> anyhow::Result<PathBuf> {
        let own = std::env::current_exe().context("find where phoenix-run lies")?;
        Ok(own.parent().map_or_else(PathBuf::new, Path::to_owned))
    };
    let folder = options.modules.clone().map_or_else(beside, Ok)?;
    Ok(ModuleFolder::new(folder, Duration::from_secs(options.timeout), CONVERGE_LIMIT))
}

fn converge(configuration: &Configuration, agenda: &Agenda, options: &Options) -> Result<u8, RunError> {
    let begun = Instant::now();
    let is_silent = options.output == OutputFormat::Json;
    if !options.yes && !terminal::can_ask() {
        let text = "converge asks before it begins, and nobody can be asked here: say --yes; nothing was changed";
        return Err(RunError::Usage(text.to_owned()));
    }
    let Some(_lock) = RealHost::from_environment().lock_for_converge().map_err(anyhow::Error::from)? else {
        let text = "another phoenix-run converges this host (it holds /run/lock/phoenix.lock); nothing was changed";
        return Err(RunError::Failed(anyhow::anyhow!(text)));
    };
    let launcher = launcher(options)?;
    let stop = stop_flag()?;
    let mut inspection = inspection::look(agenda, &launcher, &options.allow, View::Ahead);
    let tally = Tally::of(agenda, &inspection.statuses);
    if !is_silent {
        show_plan(configuration, agenda, &inspection, options);
    }
    if tally.commands == 0 {
        return Ok(finish(configuration, agenda, &Ran { inspection, ..Ran::default() }, options, begun));
    }
    if !options.yes {
        let question =
            format!("{} Converge {} on {}?", tally.sentence(), report::counted(tally.differ, "resource"), node_name());
        if !terminal::ask(&question).map_err(anyhow::Error::from)? {
            println!("Nothing was changed.");
            return Ok(tally.exit_code());
        }
    }
    let mut ran = Ran::default();
    for _ in 0..ROUNDS {
        let walk = Walk { agenda, launcher: &launcher, allow: &options.allow, jobs: options.jobs.into(), stop: &stop };
        let mut progress = terminal::Progress::of(agenda, &inspection.statuses, is_silent);
        let walked = walk.run(&mut inspection.statuses, &mut progress);
        let changed = walked.changed();
        ran.called.extend(walked.called);
        ran.not_begun = walked.not_begun;
        inspection = inspection::look(agenda, &launcher, &options.allow, View::AsItIs);
        let is_open = ran.is_open(&inspection.statuses);
        if !changed || !is_open || stop.load(Ordering::SeqCst) {
            break;
        }
    }
    ran.is_stopped = stop.load(Ordering::SeqCst);
    ran.inspection = inspection;
    Ok(finish(configuration, agenda, &ran, options, begun))
}

/// What a converge did, and what the last look saw.
#[derive(Default)]
struct Ran {
    called: Vec<(usize, Status)>,
    not_begun: Vec<usize>,
    is_stopped: bool,
    inspection: Inspection,
}

impl Ran {
    /// Returns whether something differs that has not failed in this run: another round may mend it.
    fn is_open(&self, statuses: &[Status]) -> bool {
        let has_failed =
            |index: usize| self.called.iter().any(|(called, status)| *called == index && has_failed(status));
        statuses.iter().enumerate().any(|(index, status)| status.has_steps() && !has_failed(index))
    }

    /// Returns what stands at the end: the last look, and what failed and is still wanted.
    fn verdicts(&self) -> Vec<Status> {
        let mut statuses = self.inspection.statuses.clone();
        for (index, status) in &self.called {
            if has_failed(status) && !statuses[*index].is_in_sync() {
                statuses[*index] = status.clone();
            }
        }
        statuses
    }
}

fn has_failed(status: &Status) -> bool {
    use phoenix_modules::protocol::Verdict;
    match status {
        Status::Unknown(_) => true,
        Status::Told(reply) => reply.verdict == Verdict::Failed,
        Status::Unseen | Status::Refused(_) | Status::Blocked(_) => false,
    }
}

fn finish(configuration: &Configuration, agenda: &Agenda, ran: &Ran, options: &Options, begun: Instant) -> u8 {
    let statuses = ran.verdicts();
    let tally = Tally::of(agenda, &statuses);
    // After a converge nothing may differ any more: what does is not converged.
    let code = match tally.exit_code() {
        report::DRIFT => report::FAILED,
        code => code,
    };
    if options.output == OutputFormat::Json {
        print_json("converge", configuration, agenda, &ran.inspection, &ran.called, begun.elapsed(), code);
        return code;
    }
    if ran.called.is_empty() {
        println!("{}. Nothing was typed. {}", tally.sentence(), report::shown_duration(begun.elapsed()));
        return code;
    }
    let notes = report::notes(agenda, &ran.inspection.statuses);
    notes.iter().for_each(|line| println!("{line}"));
    if ran.is_stopped {
        let ids: Vec<&str> = ran.not_begun.iter().map(|&index| agenda.tasks[index].id.as_str()).collect();
        let ids = if ids.is_empty() { "nothing".to_owned() } else { ids.join(", ") };
        println!("Stopped as you asked; not begun: {ids}. Run again to go on.");
    }
    println!(
        "Looked again: {} of {} as declared. {}. {}",
        tally.in_sync,
        tally.resources,
        tally.sentence(),
        report::shown_duration(begun.elapsed())
    );
    code
}

fn print_json(
    command: &str,
    configuration: &Configuration,
    agenda: &Agenda,
    inspection: &Inspection,
    called: &[(usize, Status)],
    took: Duration,
    code: u8,
) {
    let Inspection { statuses, others } = inspection;
    let report = report::json::Report { command, agenda, statuses, called, configuration, others, took };
    println!("{}", report.to_json(code));
}

/// Ctrl-C finishes the running steps and begins no new one.
fn stop_flag() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).context("listen for Ctrl-C")?;
    }
    Ok(stop)
}

//! One run, read aloud: read and judge the files, look, show; if asked to, converge and look again.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use phoenix_modules::host::Probe as _;
use phoenix_modules::host::real::RealHost;

use crate::agenda::{self, Agenda, Module, Said, TakenCareOf};
use crate::cli::{Cli, Command, GraphFormat, Options, OutputFormat, Without};
use crate::config::{self, Configuration, Finding, Machines};
use crate::graph;
use crate::guards::{self, Allowed};
use crate::health;
use crate::inspection::{self, View};
use crate::launcher::ModuleFolder;
use crate::report::{self, Tally};
use crate::schedule;
use crate::select::Selection;
use crate::terminal::{complain, say, say_text};

mod converge;
mod show;

/// How long a module may take to converge one resource: copying a large disk takes hours.
const CONVERGE_LIMIT: Duration = Duration::from_secs(12 * 60 * 60);

/// Why a run ended before it began, with its exit code.
#[derive(Debug)]
pub enum RunError {
    /// The command line cannot be meant.
    Usage(String),
    /// The files cannot be read or are rejected.
    Files(String),
    /// It would not be what a person means.
    Refused(String),
    /// Something else; the host was not touched.
    Failed(anyhow::Error),
}

impl RunError {
    /// Returns the exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => report::USAGE,
            Self::Files(_) => report::FILES_REJECTED,
            Self::Refused(_) => report::REFUSED,
            Self::Failed(_) => report::FAILED,
        }
    }
}

impl std::fmt::Display for RunError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(text) | Self::Files(text) | Self::Refused(text) => formatter.write_str(text),
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
    let allowed = Allowed::parse(&options.allow).map_err(|error| RunError::Usage(format!("--allow: {error}")))?;
    let configuration = match read(options)? {
        Ok(configuration) => configuration,
        Err(findings) => return Ok(show::reject(&findings, options)),
    };
    let agenda = plan(&configuration, options)?;
    match cli.command.unwrap_or(Command::Check { health: false }) {
        Command::Validate => Ok(show::validate(&configuration, options)),
        Command::Graph { format } => Ok(show_graph(&agenda, format)),
        Command::Check { health } => check(&configuration, &agenda, options, &allowed, health),
        Command::Converge => converge::converge(&configuration, &agenda, options, &allowed),
    }
}

/// Tracing events go to the file that `PHOENIX_LOG` names, nowhere else.
fn begin_log() {
    if let Some(warning) = phoenix_modules::protocol::begin_log() {
        complain(format_args!("phoenix-run: {warning}"));
    }
}

fn read(options: &Options) -> Result<Result<Configuration, Vec<Finding>>, RunError> {
    let (hypervisor, lxc) = options.files();
    // The two files lie where the person says, also when the host is a simulated one below a root prefix.
    let here = RealHost::default();
    let bytes = |path: &Path| -> Result<Vec<u8>, RunError> {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let read = here.read(&absolute).map_err(|error| RunError::Files(error.to_string()))?;
        let remedy = "name it with --hypervisor-config, --lxc-config or --vm-config";
        read.ok_or_else(|| RunError::Files(format!("there is no file {}; {remedy}", path.display())))
    };
    let (hypervisor, lxc) = (bytes(&hypervisor)?, bytes(&lxc)?);
    let Some(file) = &options.vm_config else { return Ok(config::read(&hypervisor, &lxc)) };
    let machines = Machines::read(&bytes(file)?);
    Ok(machines.and_then(|machines| config::read_beside(&hypervisor, &lxc, Some(&machines))))
}

fn plan(configuration: &Configuration, options: &Options) -> Result<Agenda, RunError> {
    let selection = Selection::new(options.only.clone());
    let taken_care_of = TakenCareOf {
        features: options.without.contains(&Without::Features),
        health: options.without.contains(&Without::Health),
    };
    let all = agenda::plan(configuration, &Selection::default(), taken_care_of);
    let ids: Vec<&str> = all.tasks.iter().map(|task| task.id.as_str()).collect();
    let features: Vec<&str> =
        all.tasks.iter().filter(|task| task.module == Module::LxcFeature).map(|task| task.id.as_str()).collect();
    let said = Said { fresh: said(&options.fresh), adopt: said(&options.adopt) };
    check_names("--only", Some(&selection), &ids)?;
    check_names("--fresh", said.fresh.as_ref(), &features)?;
    if options.adopt != ["*"] {
        check_names("--adopt", said.adopt.as_ref(), &features)?;
    }
    let agenda = if options.only.is_empty() { all } else { agenda::plan(configuration, &selection, taken_care_of) };
    Ok(agenda.saying(&said))
}

fn said(patterns: &[String]) -> Option<Selection> {
    (!patterns.is_empty()).then(|| Selection::new(patterns.to_vec()))
}

/// Refuses a name that none of these has: what it was meant for would go by unnoticed.
fn check_names(option: &str, selection: Option<&Selection>, ids: &[&str]) -> Result<(), RunError> {
    let idle = selection.map_or(Vec::new(), |selection| selection.idle(ids));
    if idle.is_empty() {
        return Ok(());
    }
    let example = ids.first().map_or(String::new(), |id| format!("; a resource is written like {id}"));
    let what = if option == "--only" { "no resource" } else { "no feature" };
    Err(RunError::Usage(format!("{option} {}: {what} of the files has this name{example}", idle.join(","))))
}

fn show_graph(agenda: &Agenda, format: GraphFormat) -> u8 {
    say_text(&graph::render(agenda, format));
    report::AS_DECLARED
}

fn check(
    configuration: &Configuration,
    agenda: &Agenda,
    options: &Options,
    allowed: &Allowed,
    asks_health: bool,
) -> Result<u8, RunError> {
    let begun = Instant::now();
    let launcher = launcher(options)?;
    let mut inspection = inspection::look(agenda, &launcher, &allowed.risks, View::Ahead);
    inspection.objections.extend(elsewhere(configuration, options));
    inspection.objections.extend(guards::bulk(agenda, &inspection.statuses, allowed));
    if asks_health {
        let jobs = options.jobs.map_or_else(|| schedule::jobs(&RealHost::from_environment()), usize::from);
        health::ask(agenda, &launcher, jobs, &mut inspection.statuses);
    }
    let tally = Tally::of(agenda, &inspection.statuses);
    let code = show::exit_code(&tally, &inspection.objections);
    if options.output == OutputFormat::Json {
        show::print_json("check", configuration, agenda, &inspection, &[], begun.elapsed(), code);
        return Ok(code);
    }
    show::show_plan(configuration, agenda, &inspection, options);
    say(format_args!("{}{}", tally.sentence(), show::what_converge_would_do(&tally, options)));
    say(format_args!("Nothing was changed. {}", report::shown_duration(begun.elapsed())));
    Ok(code)
}

/// Returns why this is not the host of the files, unless any host will do.
fn elsewhere(configuration: &Configuration, options: &Options) -> Option<String> {
    let found = (!options.any_host).then(|| guards::elsewhere(configuration, &RealHost::from_environment()))?;
    found.map(|why| format!("{why}. If they are meant for it, say --any-host"))
}

fn launcher(options: &Options) -> Result<ModuleFolder, RunError> {
    let beside = || -> anyhow::Result<PathBuf> {
        let own = std::env::current_exe().context("find where phoenix-run lies")?;
        Ok(own.parent().map_or_else(PathBuf::new, Path::to_owned))
    };
    let folder = options.modules.clone().map_or_else(beside, Ok)?;
    Ok(ModuleFolder::new(folder, Duration::from_secs(options.timeout), CONVERGE_LIMIT).inspecting(options.inspect))
}

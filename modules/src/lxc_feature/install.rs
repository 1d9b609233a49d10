//! The steps of an installation: its stamp begins, the script runs, its stamp is made good.

use super::script::Found;
use super::{Desired, Runs, stamp};
use crate::command::Command;
use crate::names::{Ctid, FeatureName};
use crate::plan::{Change, Effect, Plan, Risk, Step, Then};

/// What the stamp says while the script runs.
const BEGUN: &str = "begun";

/// Below it a script lies inside the guest while it runs there, and afterwards.
const GUEST_FOLDER: &str = "/var/lib/phoenix/run";

/// Returns the step that notes which features are still to come, so that whoever goes on after an interrupted run knows it.
pub(super) fn noting(wish: &Desired, names: &[FeatureName]) -> Option<Step> {
    let words: Vec<&str> = names.iter().map(FeatureName::as_str).collect();
    let change = Change::new("noted", None, Some(words.join(", ")));
    (!names.is_empty()).then(|| Step::run(stamp::note(wish.ctid, names), vec![change]))
}

/// Returns the plan that runs the script; `before` is what is known of it, `risk` how bad it can be. `noting` goes in once there
/// is a stamp. Where the script brings a check, its stamp is made good only when that has said yes.
pub(super) fn plan(wish: &Desired, script: &Found, before: Option<&str>, risk: Risk, noting: Option<Step>) -> Plan {
    let ctid = wish.ctid;
    let script_runs = match before {
        None => Change::new("state", None, Some("installed".to_owned())).felt(Effect::Created),
        Some(before) => Change::new("script", Some(before.to_owned()), Some(short(script.digest.as_str()))),
    };
    let of_script = (wish.runs == Runs::Guest).then(|| folder_of(script));
    let first = [folders(ctid, of_script.as_deref()), begins(wish, script)];
    let (copies, run) = match wish.runs {
        Runs::Host => (Vec::new(), Command::new(&script.apply).arg(ctid.to_string())),
        Runs::Guest => (copies(wish, script), run_inside(wish, script)),
    };
    let copied = |command| (command, Change::new("script in the guest", None, Some("copied".to_owned())));
    let rest = copies.into_iter().map(copied).chain([(bounded(run, wish), script_runs)]);
    let step = |(command, change): (Command, Change)| Step::run(command, vec![change.risking(risk)]);
    let mut steps: Vec<Step> = first.map(step).into_iter().chain(noting).chain(rest.map(step)).collect();
    let mut last = finishes(wish);
    last.changes.iter_mut().for_each(|change| change.risk = risk);
    let then = match &script.check {
        Some(_) => Then::LookAgain { predicted: vec![last] },
        None => {
            steps.push(last);
            Then::Done
        }
    };
    Plan { steps, then, ..Plan::default() }
}

/// Returns the steps that make the stamp of what has begun a good one, of this script: what was begun, or only noted, may be of another.
pub(super) fn finish(wish: &Desired, script: &Found, begun: &str) -> Vec<Step> {
    let (command, change) = begins(wish, script);
    let writes = (begun != script.digest.as_str()).then(|| Step::run(command, vec![change]));
    writes.into_iter().chain([finishes(wish)]).collect()
}

fn begins(wish: &Desired, script: &Found) -> (Command, Change) {
    let change = Change::new("stamp", None, Some(BEGUN.to_owned()));
    (stamp::begin(wish.ctid, &wish.name, &script.digest), change)
}

fn finishes(wish: &Desired) -> Step {
    let change = Change::new("stamp", Some(BEGUN.to_owned()), Some("installed".to_owned()));
    Step::run(stamp::finish(wish.ctid, &wish.name), vec![change])
}

/// Returns the steps that take what is there for what is wished.
pub(super) fn adoption(wish: &Desired, script: &Found) -> Vec<Step> {
    let written = Change::new("stamp", None, Some("written".to_owned()));
    let adopted = Change::new("state", None, Some("adopted".to_owned())).felt(Effect::Created);
    let [writes, adopts] = stamp::adopt(wish.ctid, &wish.name, &script.digest);
    let steps = [folders(wish.ctid, None), (writes, written), (adopts, adopted)];
    steps.map(|(command, change)| Step::run(command, vec![change])).into()
}

/// What is written and copied into the guest needs its folders. Whether they are there is not asked: it would be another answer while
/// the run is still to make the guest.
fn folders(ctid: Ctid, of_script: Option<&str>) -> (Command, Change) {
    let change = Change::new("folders in the guest", None, Some("there".to_owned()));
    (stamp::make_folders(ctid, of_script), change)
}

/// Each script has a folder of its own: where a copy was not made, no older one is found.
fn folder_of(script: &Found) -> String {
    format!("{GUEST_FOLDER}/{}", short(script.digest.as_str()))
}

/// Returns where a file of the host is copied to.
fn target(script: &Found, path: &str) -> String {
    format!("{}/{}", folder_of(script), path.rsplit('/').next().unwrap_or(path))
}

/// Copies the script and what goes with it into the guest.
///
/// `pct push` makes no folder, and ends with exit 0 also if it copied nothing (pve-container 6.1): then what is run next is
/// not found, and says so. Of a disk that gets full in the middle of a file it says nothing.
fn copies(wish: &Desired, script: &Found) -> Vec<Command> {
    let ctid = wish.ctid.to_string();
    let push = |path: &String, mode: &str| {
        Command::new("pct").args(["push", &ctid, path, &target(script, path), "--perms", mode])
    };
    let beside = script.beside.iter().map(|path| push(path, "0644"));
    beside.chain([push(&script.apply, "0755")]).collect()
}

fn run_inside(wish: &Desired, script: &Found) -> Command {
    let ctid = wish.ctid.to_string();
    let has_variables = !(wish.inputs.is_empty() && wish.secrets.is_empty());
    let command = Command::new("pct").args(["exec", &ctid]);
    // Of the variables of whoever runs this, none is the guest's business.
    let command = if has_variables { command.args(["--keep-env", "1"]).alone() } else { command };
    command.args(["--", &target(script, &script.apply), &ctid])
}

/// What a script may take and say is bounded, and it gets its variables.
fn bounded(command: Command, wish: &Desired) -> Command {
    let command = command.taking_up_to(wish.time_limit()).heard_to_the_end();
    let command = wish.inputs.iter().fold(command, |command, (name, value)| command.variable(name, value));
    wish.secrets.iter().fold(command, |command, (name, value)| command.secret_variable(name, value))
}

/// Returns the beginning of a digest, enough to tell two apart.
pub(super) fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}

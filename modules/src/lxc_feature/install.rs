//! The steps of an installation: its stamp begins, the script runs, its stamp is made good.

use super::script::Found;
use super::{Desired, Runs, stamp};
use crate::command::Command;
use crate::plan::{Change, Effect, Risk, Step};

/// Where a script lies inside the guest while it runs there, and afterwards.
const GUEST_FOLDER: &str = "/var/lib/phoenix/run";

/// Returns the steps that run the script; `before` is what is known of it, `risk` how bad it can be.
pub(super) fn steps(wish: &Desired, script: &Found, before: Option<&str>, risk: Risk) -> Vec<Step> {
    let (ctid, name) = (wish.ctid, &wish.name);
    let mut commands = vec![stamp::begin(ctid, name, &script.digest)];
    match wish.runs {
        Runs::Host => commands.push(running(Command::new(&script.apply).arg(ctid.to_string()), wish)),
        Runs::Guest => commands.extend(in_the_guest(wish, script)),
    }
    commands.push(stamp::finish(ctid, name));
    let change = match before {
        None => Change::new("state", None, Some("installed".to_owned())).felt(Effect::Created),
        Some(before) => Change::new("script", Some(before.to_owned()), Some(short(script.digest.as_str()))),
    };
    commands.into_iter().map(|command| Step::run(command, vec![change.clone().risking(risk)])).collect()
}

/// Returns the step that takes what is there for what is wished.
pub(super) fn adoption(wish: &Desired, script: &Found) -> Step {
    let change = Change::new("state", None, Some("adopted".to_owned())).felt(Effect::Created);
    Step::run(stamp::adopt(wish.ctid, &wish.name, &script.digest), vec![change])
}

/// Copies the script and what goes with it into the guest, and runs it there.
///
/// `pct push` makes no folder, and ends with exit 0 also if it copied nothing (pve-container 6.1): then what is run next is
/// not found, and says so.
fn in_the_guest(wish: &Desired, script: &Found) -> Vec<Command> {
    let ctid = wish.ctid.to_string();
    let target = |path: &str| format!("{GUEST_FOLDER}/{}", path.rsplit('/').next().unwrap_or(path));
    let push =
        |path: &String, mode: &str| Command::new("pct").args(["push", &ctid, path, &target(path), "--perms", mode]);
    let mut commands = vec![Command::new("pct").args(["exec", &ctid, "--", "mkdir", "-p", GUEST_FOLDER])];
    commands.extend(script.beside.iter().map(|path| push(path, "0644")));
    commands.push(push(&script.apply, "0755"));
    let mut run = Command::new("pct").args(["exec", &ctid]);
    if !(wish.inputs.is_empty() && wish.secrets.is_empty()) {
        run = run.args(["--keep-env", "1"]);
    }
    commands.push(running(run.args(["--", &target(&script.apply), &ctid]), wish));
    commands
}

/// What a script may take and say is bounded, and it gets its variables.
fn running(command: Command, wish: &Desired) -> Command {
    let command = command.taking_up_to(wish.time_limit()).heard_to_the_end();
    let command = wish.inputs.iter().fold(command, |command, (name, value)| command.variable(name, value));
    wish.secrets.iter().fold(command, |command, (name, value)| command.secret_variable(name, value))
}

/// Returns the beginning of a digest, enough to tell two apart.
pub(super) fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}

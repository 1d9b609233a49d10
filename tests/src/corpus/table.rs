//! What Phoenix leaves alone, repairs and refuses on a host, resource by resource.

use phoenix_modules::plan::{Change, NoteKind};
use phoenix_modules::protocol::ResourceReply;
use phoenix_run::status::Status;

use super::Pair;
use crate::SimHost;
use crate::world::World;

/// One resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The resource.
    pub id: String,
    /// What differs and is made as wished: `memory 1024 -> 4096`.
    pub repairs: Vec<String>,
    /// What is not done, and why.
    pub refuses: Vec<String>,
    /// What is there and is not touched.
    pub leaves: Vec<String>,
}

/// Checks a host against a pair and returns the table.
pub fn rows(pair: &Pair, world: World) -> Vec<Row> {
    let (host, seen) = pair.wish().check(SimHost::of(world));
    let Ok(seen) = seen else { return Vec::new() };
    let tasks = seen.agenda.tasks.iter().zip(&seen.inspection.statuses);
    tasks.map(|(task, status)| row(&task.id, status, &host.world())).collect()
}

fn row(id: &str, status: &Status, world: &World) -> Row {
    let mut row = Row { id: id.to_owned(), ..Row::default() };
    match status {
        Status::Unseen => row.refuses.push("not looked at".to_owned()),
        Status::Later(before) => row.refuses.push(format!("not known before {before} is imported")),
        Status::Unknown(why) => row.refuses.push(why.clone()),
        Status::Refused(refusal) => row.refuses.push(format!("{}: {}", refusal.property, refusal.why)),
        Status::Blocked(block) => row.refuses.push(format!("blocked: {}", block.why)),
        Status::PassedBy(why) => row.leaves.push(why.clone()),
        Status::Told(reply) => tell(&mut row, reply),
    }
    if let Some(ctid) = id.strip_prefix("lxc/").filter(|ctid| !ctid.contains(' ')) {
        row.leaves.extend(unmanaged(world, ctid));
    }
    row
}

fn tell(row: &mut Row, reply: &ResourceReply) {
    row.repairs.extend(reply.steps.iter().flat_map(|step| &step.changes).map(shown));
    let refusals = reply.refusals.iter().map(|refusal| format!("{}: {}", refusal.property, refusal.why));
    row.refuses.extend(refusals.chain(reply.held.iter().map(|step| format!("held: {}", step.command))));
    let left = reply.notes.iter().filter(|note| note.kind == NoteKind::LeftAlone).map(|note| note.text.clone());
    row.leaves.extend(left);
}

fn shown(change: &Change) -> String {
    let side = |side: &Option<String>| side.as_deref().unwrap_or("-").replace('\n', " / ");
    format!("{} {} -> {}", change.property, side(&change.before), side(&change.after))
}

/// Names what a container has and no wish manages: mount points, raw lines, snapshots.
fn unmanaged(world: &World, ctid: &str) -> Vec<String> {
    let text = world.read(&world.container_path(ctid)).unwrap_or_default();
    let main: Vec<&str> = text.lines().take_while(|line| !line.starts_with('[')).collect();
    let count = |is: &dyn Fn(&str) -> bool| main.iter().filter(|line| is(line)).count();
    let is_mount =
        |line: &str| line.strip_prefix("mp").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let snapshots: Vec<&str> = text.lines().filter(|line| line.starts_with('[')).collect();
    let found = [
        (count(&is_mount), "mount points"),
        (count(&|line| line.starts_with("lxc.")), "raw lines"),
        (count(&|line| line.starts_with("unused")), "unused volumes"),
    ];
    let mut told: Vec<String> =
        found.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if !snapshots.is_empty() {
        told.push(format!("snapshots {}", snapshots.join(" ")));
    }
    told
}

//! Whose turn comes first when many could have it: what the longest chain of work hangs on. Guesses, and only an order.

use crate::agenda::Agenda;
use crate::status::Status;

/// About how long a command takes, in milliseconds, by how it begins; the first that fits. A copy takes minutes; loading
/// Proxmox's Perl alone takes a second of CPU (measured, Proxmox VE 9.1 on two cores).
const COSTS: &[(&str, u64)] = &[
    ("pct clone", 60_000),
    ("pveam download", 60_000),
    ("pct create", 20_000),
    ("pct start", 4_000),
    ("pct ", 1_000),
    ("pvesm ", 1_000),
    ("zpool ", 2_000),
    // A script.
    ("/", 120_000),
];

/// About how long `zfs set`, or writing a file, takes in milliseconds.
const CHEAP: u64 = 50;

/// Returns how long each task and the longest chain behind it take, in milliseconds.
pub(super) fn chains(agenda: &Agenda, statuses: &[Status]) -> Vec<u64> {
    let mut chains: Vec<u64> = statuses.iter().map(cost).collect();
    // What stands behind a task, by the longest chain; and what is made of it, one after the other.
    let (mut longest, mut copies) = (vec![0; chains.len()], vec![0; chains.len()]);
    for (index, task) in agenda.tasks.iter().enumerate().rev() {
        let own = chains[index];
        chains[index] = own + longest[index].max(copies[index]);
        for edge in &task.after {
            longest[edge.before] = chains[index].max(longest[edge.before]);
            if task.exclusive_while_made.iter().any(|thing| thing == agenda.tasks[edge.before].resource()) {
                copies[edge.before] += own;
            }
        }
    }
    chains
}

fn cost(status: &Status) -> u64 {
    let of =
        |command: &str| COSTS.iter().find(|(words, _)| command.starts_with(words)).map_or(CHEAP, |(_, cost)| *cost);
    status.reply().map_or(0, |reply| reply.steps.iter().map(|step| of(&step.command)).sum())
}

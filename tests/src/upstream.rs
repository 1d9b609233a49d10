//! The old shell that the two files were written for, as a player: what it typed on a host that it kept for months.
//!
//! It types native commands, and the simulated ones answer: what Proxmox refuses is refused here too. Where the shell only
//! warned it goes on; where it ended, a person looks after that guest and the rest goes on.

use serde_json::Value;

use crate::dispatch;
use crate::world::World;

mod files;
mod firewall;
mod guest;
mod lines;
mod setup;
mod steps;

use guest::Guest;

/// How often the shell has run on a host that it kept for months.
const ROUNDS: usize = 3;

/// Which of the two last shells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Its main line: clones of snapshots, rules through the API.
    Main,
    /// Its last branch: linked clones of templates, firewall files written whole.
    Templates,
}

/// A part of what the shell did ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ended;

/// Lets the shell keep a host by these files: it is set up and every container converged, three times.
pub fn play(world: &mut World, hypervisor: &Value, containers: &Value) {
    let configs = containers.get("lxc_configs").unwrap_or(containers);
    let guests = guest::in_order(configs);
    let has_templates = guests.iter().any(|guest| guest.is_template);
    let style = if has_templates { Style::Templates } else { Style::Main };
    let mut shell = Shell { world, hypervisor, guests: &guests, style };
    for _ in 0..ROUNDS {
        shell.set_up();
        for guest in &guests {
            // Where it ended a person set right what he could, and went on with the next.
            let _: Result<(), Ended> = shell.converge(guest);
        }
    }
    shell.world.refresh_virtual_files();
}

/// The shell, at work.
struct Shell<'a> {
    world: &'a mut World,
    hypervisor: &'a Value,
    guests: &'a [Guest<'a>],
    style: Style,
}

impl Shell<'_> {
    /// Types a command; returns whether it succeeded.
    fn types(&mut self, words: &[&str]) -> bool {
        let Some((program, arguments)) = words.split_first() else { return false };
        dispatch::run(self.world, program, arguments).is_some_and(|(answer, _)| answer.status == 0)
    }

    /// Types a command that ends the shell if it fails.
    fn must(&mut self, words: &[&str]) -> Result<(), Ended> {
        if self.types(words) { Ok(()) } else { Err(Ended) }
    }

    /// Returns the text of a container's configuration; empty if there is none.
    fn configuration(&self, ctid: &str) -> String {
        self.world.read(&self.world.container_path(ctid)).unwrap_or_default()
    }

    fn exists(&self, ctid: &str) -> bool {
        !self.configuration(ctid).is_empty()
    }
}

/// Returns a text, or a number as text; nothing for an empty one.
fn text(entry: &Value, key: &str) -> Option<String> {
    match &entry[key] {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;

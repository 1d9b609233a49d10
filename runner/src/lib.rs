//! `phoenix-run`: keeps a Proxmox VE host as two JSON files describe it.
//!
//! In reading order: the command line, the run it asks for, what the files say, the tasks that follow from it, how the
//! modules are called, and what a person reads.

pub mod cli;

pub mod run;

pub mod config;

pub mod agenda;

pub mod select;

pub mod graph;

pub mod inspection;

pub mod status;

pub mod health;

pub mod converge;

pub mod guards;

pub mod schedule;

pub mod launcher;

pub mod report;

mod terminal;

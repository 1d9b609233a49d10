//! A Proxmox host made of data, with memory: it behaves as the recordings of the real one show, what annoys included.

pub mod world;

pub mod files;

pub mod zfs;

pub mod perl;

pub mod pvesm;

pub mod pct;

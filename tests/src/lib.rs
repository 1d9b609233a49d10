//! A Proxmox host made of data, with memory: it behaves as the recordings of the real one show, what annoys included.

pub mod host;

pub mod fixture;

pub mod dispatch;

pub mod world;

pub mod files;

pub mod zfs;

pub mod perl;

pub mod pvesm;

pub mod pveam;

pub mod pvesh;

pub mod pve_firewall;

pub mod pct;

pub mod zpool;

pub mod disks;

pub mod modules;

pub mod corpus;

pub mod inventory;

pub mod upstream;

pub mod worlds;

pub mod pair;

pub mod run;

pub mod replay;

pub mod story;

mod options;

mod table;

pub use host::SimHost;

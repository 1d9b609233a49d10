//! What can be said about a Proxmox VE host, and said to it: inspect, compare, converge.
//!
//! In reading order: [`resource`] is the heart, [`plan`] what comparing returns, [`host`] how the machine is looked at
//! and touched; then the words they are made of, and the kinds of resource.

pub mod resource;

pub mod information;

pub mod plan;

pub mod command;

pub mod host;

pub mod names;

pub mod arguments;

pub mod protocol;

pub mod pve;

pub mod zpool;

pub mod zfs_parameter;

pub mod zfs_dataset;

pub mod pvesm;

pub mod lxc;

pub mod firewall;

pub mod lxc_feature;

pub mod lxc_health;

pub mod host_info;

pub mod catalog;

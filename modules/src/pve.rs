//! What the kinds share of Proxmox VE: the cluster's view of guests, property strings, section files.

pub(crate) mod by_hand;

pub mod cluster;

pub mod guest;

pub mod guest_config;

pub mod hold;

pub mod property_string;

pub(crate) mod schema;

pub mod section_file;

pub mod storage;

pub(crate) mod storage_options;

pub(crate) mod storage_types;

pub(crate) mod tasks;

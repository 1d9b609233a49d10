//! The Ansible collection `thinkheads.phoenix`: what of it is made from the rest of the project.

pub mod docs;

pub mod build;

mod galaxy;

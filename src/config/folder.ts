// Folders that are made where they are missing, and the user's own.

import { mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";

/** The user's own folder; null where there is none. */
export function homeFolder(): string | null {
  try {
    // Empty where HOME is: then everything would lie in whatever folder one happens to be.
    return homedir() || null;
  } catch {
    // Neither HOME nor the system's list of users says it.
    return null;
  }
}

/** Whether a path is a folder that is there and can be looked at. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Whoever needs to read it will say why that cannot be.
    return false;
  }
}

/**
 * Makes a folder with those above it, one by one: Node's own recursion never ends where a file
 * system refuses new folders by saying that there is no such one. Answers the folders that were
 * made, innermost first. Throws Node's error with its code and path.
 */
export function makeFolder(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return [];
  const above = dirname(path);
  const made = above === path ? [] : makeFolder(above);
  mkdirSync(path);
  return [path, ...made];
}

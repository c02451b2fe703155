// Package team has the screens of the team: its members, one of them, and who is looking.
package team

package model

import (
	"fmt"
	"net"
	"strings"
)

// SSHCommand is how somebody of a user name reaches the SSH server at an address like
// "gatehouse.example.com:2222"; "" is one that is not known, for which it says HOST.
func SSHCommand(user, address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		host, port = strings.Trim(address, "[]"), "22"
	}
	if host == "" {
		host = "HOST"
	}
	if port == "22" {
		return "ssh " + user + "@" + host
	}
	return "ssh -p " + port + " " + user + "@" + host
}

// InvitationMessage is what to send to an invited colleague: how to join the team, and the code.
// The address is the SSH server's, as [SSHCommand] takes it.
func (m TeamMember) InvitationMessage(team Team, code, address string) string {
	until := ""
	if m.Invitation != nil {
		until = ", until " + m.Invitation.Expires.UTC().Format("2 January 2006, 15:04 UTC")
	}
	of := ""
	if team.Name != DefaultTeamName {
		of = " of " + team.Name
	}
	return strings.Join([]string{
		"Hello,",
		fmt.Sprintf("you are invited to the Gatehouse team%s, as %s.", of, m.RoleWords()), "",
		"1. Run:        " + SSHCommand("invite", address),
		"2. Type there: " + code, "",
		"The code works once" + until + ". The SSH key with which you come is then yours, and you sign in with it.",
		"If you have none yet, make one first: ssh-keygen -t ed25519",
	}, "\n")
}

// RoleWords is the role with the limit, as a person says it.
func (m TeamMember) RoleWords() string { return RoleWords(m.Role, m.Limit) }

// RoleWords is a role with a limit, as a person says it.
func RoleWords(role TeamRole, limit Limit) string {
	words := map[TeamRole]string{Admin: "an Admin", Developer: "a Developer", Support: "Support"}[role]
	if words == "" {
		words = string(role)
	}
	switch limit {
	case StagingOnly:
		words += " who changes nothing in Production"
	case ReadOnly:
		words += " who changes nothing"
	}
	return words
}

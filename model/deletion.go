package model

import (
	"context"
	"errors"
	"fmt"
)

// Deletion names what goes with an organization or a connection. The sessions
// stay until their retention ends: they are the record of what happened.
type Deletion struct {
	Organization Organization // zero for a connection alone
	Connections  []Connection
	Links        []Link // setup links, dead ones too, and portal links that can still be worked with
	Profiles     int    // people that signed in through the connections

	Undo ID // the audit entry that takes it back, for seven days; "" before it was made
}

// Lines say it to the person who is asked.
func (x Deletion) Lines() []string {
	var lines []string
	if x.Organization.ID != "" {
		lines = append(lines, fmt.Sprintf("the organization %s (%s)", x.Organization.Name, x.Organization.ID))
		for _, y := range x.Organization.Domains {
			lines = append(lines, "its domain "+y.Domain)
		}
	}
	for _, c := range x.Connections {
		lines = append(lines, fmt.Sprintf("the connection %s (%s, %s, %s)", c.Name, c.Type, c.State, c.ID))
	}
	if n := len(x.Links); n > 0 {
		lines = append(lines, plural(n, "link to the Admin Portal", "links to the Admin Portal"))
	}
	if x.Profiles > 0 {
		lines = append(lines, plural(x.Profiles, "profile", "profiles"))
	}
	return lines
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// DeletionOf names what [Desk.DeleteOrganization] would delete.
func (d *Desk) DeletionOf(ctx context.Context, id ID) (Deletion, error) {
	d, err := d.see(ctx, ActSeeOrganizations, ofOrganization(id))
	if err != nil {
		return Deletion{}, err
	}
	o, err := d.Organization(ctx, id)
	if err != nil {
		return Deletion{}, err
	}
	x := Deletion{Organization: o}
	children, err := d.childrenOf(ctx, id)
	if err != nil {
		return Deletion{}, err
	}
	for _, c := range children {
		switch c := c.(type) {
		case Connection:
			x.Connections = append(x.Connections, c)
		case Link:
			x.Links = append(x.Links, c)
		}
	}
	x.Profiles, err = d.countProfiles(ctx, x.Connections)
	return x, err
}

// DeletionOfConnection names what [Desk.DeleteConnection] would delete.
func (d *Desk) DeletionOfConnection(ctx context.Context, id ID) (Deletion, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(id))
	if err != nil {
		return Deletion{}, err
	}
	c, err := d.Connection(ctx, id)
	if err != nil {
		return Deletion{}, err
	}
	x := Deletion{Connections: []Connection{c}}
	x.Profiles, err = d.countProfiles(ctx, x.Connections)
	return x, err
}

// DeleteOrganization deletes an organization with its domains, connections and
// links. Its profiles can no longer be reached; they are kept as long as this
// can be taken back, and then purged (see [Desk.PurgeDeleted]).
func (d *Desk) DeleteOrganization(ctx context.Context, id ID) (Deletion, error) {
	d, err := d.do(ctx, ActDeleteOrganization, ofOrganization(id))
	if err != nil {
		return Deletion{}, err
	}
	for tries := 1; ; tries++ {
		x, err := d.DeletionOf(ctx, id)
		if err != nil {
			return x, err
		}
		edits := []edit{deleted(x.Organization)}
		for _, c := range x.Connections {
			edits = append(edits, deleted(c))
		}
		for _, l := range x.Links {
			edits = append(edits, deleted(l))
		}
		entry, err := d.applied(ctx, "deleted organization "+x.Organization.Name, edits...)
		if errors.Is(err, ErrConflict) && tries < maxRevisions {
			continue // a sign-in or somebody else changed one of them
		}
		x.Undo = entry.ID
		return x, err
	}
}

// DeleteConnection deletes a connection; its profiles go as
// [Desk.DeleteOrganization] says.
func (d *Desk) DeleteConnection(ctx context.Context, id ID) (Deletion, error) {
	d, err := d.do(ctx, ActDeleteConnection, ofConnection(id))
	if err != nil {
		return Deletion{}, err
	}
	for tries := 1; ; tries++ {
		x, err := d.DeletionOfConnection(ctx, id)
		if err != nil {
			return x, err
		}
		entry, err := d.applied(ctx, "deleted connection "+x.Connections[0].Name, deleted(x.Connections[0]))
		if errors.Is(err, ErrConflict) && tries < maxRevisions {
			continue
		}
		x.Undo = entry.ID
		return x, err
	}
}

// childrenOf gives the connections and links of an organization. Portal links
// that are over are none of them: there can be more than one step may change, and
// [Desk.PurgeDeleted] takes them anyway.
func (d *Desk) childrenOf(ctx context.Context, id ID) ([]noun, error) {
	var all []noun
	for _, row := range kinds {
		if !row.child {
			continue
		}
		records, err := d.store.Records(ctx, row.kind, id, "", 0)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			n, err := row.decode(r)
			if err != nil {
				return nil, err
			}
			if l, ok := n.(Link); ok && l.Kind == PortalLink && !d.now().Before(l.Expires.Add(PortalSessionLife)) {
				continue
			}
			all = append(all, n)
		}
	}
	return all, nil
}

func (d *Desk) countProfiles(ctx context.Context, connections []Connection) (n int, err error) {
	for _, c := range connections {
		for after := ID(""); ; {
			records, err := d.store.Records(ctx, KindProfile, c.ID, after, purgeStep)
			if err != nil {
				return 0, err
			}
			if len(records) == 0 {
				break
			}
			n, after = n+len(records), records[len(records)-1].ID
		}
	}
	return n, nil
}

package auditlog

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"gatehouse/model"
)

// Checkpoint is what the log was when it was signed.
type Checkpoint struct {
	Size int64
	Root tlog.Hash
}

// NewKey makes the key of a log: signer is secret, verifier is not. The log is named
// in both.
func NewKey() (signer, verifier string, err error) {
	name := make([]byte, 4)
	rand.Read(name)
	return note.GenerateKey(rand.Reader, "gatehouse-audit-"+hex.EncodeToString(name))
}

// Sign makes a checkpoint of a head, a signed note: the name of the log, its size, its
// root. The same head has the same checkpoint.
func Sign(head model.AuditHead, signer string) (string, error) {
	s, err := note.NewSigner(signer)
	if err != nil {
		return "", fmt.Errorf("the key of the audit log: %w", err)
	}
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", s.Name(), head.Size, head.Root)}, s)
	return string(signed), err
}

// Open reads checkpoints, one behind the other with an empty line between, and checks
// their signatures. It gives them by their sizes.
func Open(file, verifier string) ([]Checkpoint, error) {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return nil, fmt.Errorf("the key of the audit log: %w", err)
	}
	parts := strings.Split(strings.TrimSpace(file), "\n\n")
	if len(parts)%2 != 0 {
		return nil, fmt.Errorf("%w: the file of checkpoints is cut off", model.ErrDamaged)
	}
	var all []Checkpoint
	for i := 0; i < len(parts); i += 2 {
		n, err := note.Open([]byte(parts[i]+"\n\n"+parts[i+1]+"\n"), note.VerifierList(v))
		if err != nil {
			return nil, fmt.Errorf("checkpoint %d of the file is not one of this log: %w", i/2+1, err)
		}
		c, err := parse(n.Text, v.Name())
		if err != nil {
			return nil, fmt.Errorf("checkpoint %d of the file: %w", i/2+1, err)
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b Checkpoint) int { return int(a.Size - b.Size) })
	return all, nil
}

func parse(text, name string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] != name {
		return c, fmt.Errorf("%w: it is not of %s", model.ErrDamaged, name)
	}
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return c, fmt.Errorf("%w: its size: %v", model.ErrDamaged, err)
	}
	c.Root, err = tlog.ParseHash(lines[2])
	return c, err
}

// Package backup writes back-ups of the installation while it serves.
package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"

	"gatehouse/backupfile"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Service has the verb. It acts for the principal of its core.
type Service struct{ core *core.Core }

// On gives the verb that stands on a core.
func On(c *core.Core) Service { return Service{core: c} }

// pass gives the verb on a core that has passed the gate, if it has.
func pass(passed *core.Core, err error) (Service, error) { return On(passed), err }

// Order says what is backed up, and for whom it is encrypted.
type Order struct {
	Since      model.ID        // the back-up that it follows on; "" to hold all
	KeyFile    string          // of the data directory
	Beside     []string        // other files of the data directory, as far as they are there
	Recipients []age.Recipient // one at least
	Version    string          // of the program
}

// BackUp writes a back-up: all that was answered before it is in it. The audit log has
// it before the first byte is written. [storage.ErrNoBase]: it cannot follow on the
// back-up that the order names. A back-up that failed half-way cannot be read.
func (s Service) BackUp(ctx context.Context, o Order, to io.Writer) (h backupfile.Header, err error) {
	s, err = pass(s.core.Do(ctx, model.ActBackUp, core.Everything))
	if err != nil {
		return h, err
	}
	if len(o.Recipients) == 0 {
		return h, model.Refuse("recipient", "say for whom it is encrypted",
			"a back-up holds the key file, so it is always encrypted")
	}
	key, err := s.keyFile(o.KeyFile)
	if err != nil {
		return h, err
	}
	at := s.core.Now()
	h = backupfile.Header{ID: s.core.NewID(model.PrefixBackup, at), Since: o.Since, At: at, Version: o.Version}
	if err := s.enter(ctx, h); err != nil {
		return h, err
	}
	snapshot, err := s.core.Store.Snapshot(ctx, storage.SnapshotOf{ID: h.ID, Since: h.Since, At: at})
	if err != nil {
		return h, err
	}
	defer snapshot.Close()
	if err := write(ctx, h, o, key, snapshot, to); err != nil {
		return h, fmt.Errorf("back-up %s is not complete and cannot be used: %w", h.ID, err)
	}
	s.core.Log.InfoContext(ctx, "backed up", "backup", h.ID, "since", h.Since)
	return h, nil
}

// keyFile reads the key file, and makes sure that it is the one the store was opened
// with: nobody could open a back-up with another.
func (s Service) keyFile(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the key file, without which a back-up cannot be opened: %w", err)
	}
	if len(key) == 32 {
		if sealer, err := seal.NewSealer([32]byte(key)); err != nil {
			return nil, err
		} else if bytes.Equal(sealer.Derive("store"), s.core.Secrets.Derive("store")) {
			return key, nil
		}
	}
	return nil, fmt.Errorf("the key file %s is not the one that this instance was started with: put that one back, "+
		"then back up again", path)
}

// enter writes an audit entry of its own for each back-up: it takes everything.
func (s Service) enter(ctx context.Context, h backupfile.Header) error {
	words := fmt.Sprintf("backed the installation up, as %s", h.ID)
	if h.Since != "" {
		words = fmt.Sprintf("backed up what changed since %s, as %s", h.Since, h.ID)
	}
	e, err := s.core.Entry(words, nil)
	if err != nil {
		return err
	}
	e.View = &model.View{Right: model.ActBackUp}
	if _, err := s.core.Append(ctx, e); err != nil {
		return fmt.Errorf("not backed up, because the history could not be told of it: %w", err)
	}
	return nil
}

func write(ctx context.Context, h backupfile.Header, o Order, key []byte, snapshot storage.Snapshot,
	to io.Writer) error {
	w, err := backupfile.NewWriter(to, h, o.Recipients...)
	if err != nil {
		return err
	}
	if err := w.File(filepath.Base(o.KeyFile), key); err != nil {
		return err
	}
	for _, path := range o.Beside {
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = w.File(filepath.Base(path), content)
		}
		if err != nil {
			return err
		}
	}
	if err := snapshot.Each(ctx, w.Piece); err != nil {
		return err
	}
	return w.Close()
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"

	"gatehouse/backupfile"
	"gatehouse/cli"
	"gatehouse/durable"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// Restore makes a data directory of back-ups: one that holds all, and those that follow
// on it. The directory is empty, or not there yet. If it fails, it is so again.
func Restore(ctx context.Context, data string, all []cli.Backup, keys []age.Identity) (r cli.Restored, err error) {
	leave, err := enterEmpty(data)
	if err != nil {
		return r, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, leave())
		}
	}()
	work := cli.RestoreDir(data)
	if err := os.Mkdir(work, 0o700); err != nil {
		return r, err
	}
	r, err = restoreInto(ctx, work, all, keys, func(storage.Store, *cli.Restored) error { return nil })
	if err != nil {
		return r, err
	}
	return r, moveUp(work, data)
}

// enterEmpty makes a directory, unless it is there and empty. leave makes it again what it was.
func enterEmpty(data string) (leave func() error, err error) {
	files, err := os.ReadDir(data)
	if errors.Is(err, fs.ErrNotExist) {
		return func() error { return os.RemoveAll(data) }, os.MkdirAll(data, 0o700)
	}
	if err != nil {
		return nil, err
	}
	if len(files) > 0 {
		return nil, model.Refuse("data", "restore into a directory that is empty or not there yet",
			"%s is not empty (it has %s)", data, files[0].Name())
	}
	return func() error {
		files, err := os.ReadDir(data)
		for _, f := range files {
			err = errors.Join(err, os.RemoveAll(filepath.Join(data, f.Name())))
		}
		return err
	}, os.Chmod(data, 0o700)
}

// moveUp moves what was restored to where it belongs. The directory is opened by nobody until
// all of it is there, on disk.
func moveUp(work, data string) error {
	files, err := os.ReadDir(work)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := os.Rename(filepath.Join(work, f.Name()), filepath.Join(data, f.Name())); err != nil {
			return err
		}
	}
	if err := durable.SyncDir(data); err != nil {
		return err
	}
	if err := os.Remove(work); err != nil {
		return err
	}
	return durable.SyncDir(data)
}

// restoring is a data directory that is made of back-ups.
type restoring struct {
	data  string
	store *badger.Restoring // nil until the key file is there
	key   string            // content of the key file
	last  backupfile.Header
}

// restoreInto makes one in an empty directory, opens it once and looks at it.
func restoreInto(ctx context.Context, data string, all []cli.Backup, keys []age.Identity,
	look func(storage.Store, *cli.Restored) error) (r cli.Restored, err error) {
	x := &restoring{data: data}
	for _, b := range all {
		if err := x.add(ctx, b, keys); err != nil {
			if x.store != nil {
				err = errors.Join(err, x.store.Close())
			}
			return r, fmt.Errorf("%s: %w", b.Name, err)
		}
	}
	if err := x.store.Finish(ctx); err != nil {
		return r, unfit(err)
	}
	r = cli.Restored{ID: x.last.ID, At: x.last.At, Backups: len(all)}
	store, err := x.open(ctx)
	if err != nil {
		return r, unfit(err)
	}
	facts, err := store.Facts(ctx)
	r.Sessions, r.Bytes = facts.Sessions, facts.Bytes
	if err == nil {
		err = unfit(look(store, &r))
	}
	return r, errors.Join(err, store.Close())
}

// unfit says that a back-up of which all parts are as they were written makes no store.
func unfit(err error) error {
	if errors.Is(err, model.ErrDamaged) || errors.Is(err, storage.ErrNewer) {
		return fmt.Errorf("%w: %w", backupfile.ErrUnfit, err)
	}
	return err
}

func (x *restoring) open(ctx context.Context) (*badger.Store, error) {
	sealer, err := seal.NewSealer([32]byte([]byte(x.key)))
	if err != nil {
		return nil, err
	}
	return badger.Open(ctx, badger.Options{Dir: cli.StoreDir(x.data), Key: sealer.Derive("store")})
}

// add adds one back-up.
func (x *restoring) add(ctx context.Context, b cli.Backup, keys []age.Identity) error {
	if x.store != nil {
		if err := x.store.Next(); err != nil {
			return err
		}
	}
	_, err := backupfile.Read(b.Content, backupfile.Content{
		Begin: x.begin,
		File:  x.file,
		Piece: func(p []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if x.store == nil {
				return fmt.Errorf("%w: it begins without a key file", backupfile.ErrUnfit)
			}
			return unfit(x.store.Put(p))
		},
	}, keys...)
	if err == nil && x.store == nil {
		return fmt.Errorf("%w: it holds no key file", backupfile.ErrUnfit)
	}
	return err
}

// begin looks whether a back-up follows on the one before it.
func (x *restoring) begin(h backupfile.Header) error {
	switch {
	case h.Since == x.last.ID:
	case x.last.ID == "":
		return fmt.Errorf("%w by itself: %s holds no more than what changed since %s; name that one before it, and "+
			"first of all the one that holds all", backupfile.ErrUnfit, h.ID, h.Since)
	case h.Since == "":
		return fmt.Errorf("%w here: %s holds all, so it can only be the first", backupfile.ErrUnfit, h.ID)
	default:
		return fmt.Errorf("%w here: %s follows on %s, and the one before it is %s; name all of them, in their order",
			backupfile.ErrUnfit, h.ID, h.Since, x.last.ID)
	}
	x.last = h
	return nil
}

func (x *restoring) file(name string, content []byte) error {
	if !cli.BackedUp(name) {
		return fmt.Errorf("%w: it holds a file %q, which is none of a data directory", backupfile.ErrUnfit, name)
	}
	if name != filepath.Base(cli.KeyFile("")) {
		return writeFile(filepath.Join(x.data, name), content)
	}
	if x.store != nil {
		if string(content) != x.key {
			return fmt.Errorf("%w here: it has another key file than those before it", backupfile.ErrUnfit)
		}
		return nil
	}
	if len(content) != 32 {
		return fmt.Errorf("%w: its key file has %d bytes, not 32", backupfile.ErrUnfit, len(content))
	}
	sealer, err := seal.NewSealer([32]byte(content))
	if err != nil {
		return err
	}
	x.key = string(content)
	if x.store, err = badger.Restore(badger.Options{Dir: cli.StoreDir(x.data),
		Key: sealer.Derive("store")}); err != nil {
		return err
	}
	return writeFile(cli.KeyFile(x.data), content)
}

// writeFile puts a file on disk.
func writeFile(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

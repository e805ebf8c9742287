package nn

import (
	"context"
	"sync"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// memory is Runs that live as long as the process.
type memory struct {
	mu          sync.Mutex
	runs        map[string]*Finished
	busy        map[string]*holding
	checkpoints map[string]store.Checkpoint
	order       []string // of checkpoints, the oldest first
	answers     map[string][]byte
	content     map[string][]byte
}

// holding is a key that somebody has claimed.
type holding struct {
	free   chan struct{} // closed when it is given back
	course dsl.Course    // how far it came, for whoever comes later
	change chan struct{} // closed when there is other news
}

// checkpointsInMemory bounds what unfinished trainings take of it.
const checkpointsInMemory = 8

// NewMemory keeps runs in memory.
func NewMemory() Runs {
	return &memory{runs: map[string]*Finished{}, busy: map[string]*holding{},
		checkpoints: map[string]store.Checkpoint{}, answers: map[string][]byte{}, content: map[string][]byte{}}
}

func (m *memory) Get(_ context.Context, key string) (*Finished, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.runs[key], nil
}

func (m *memory) Put(_ context.Context, run *Finished) error {
	m.DropCheckpoint(run.Key)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.runs[run.Key] = run
	return nil
}

func (m *memory) Optimizer(ctx context.Context, key string) ([]byte, error) {
	run, err := m.Get(ctx, key)
	if run == nil || err != nil {
		return nil, err
	}
	return run.Optimizer, nil
}

func (m *memory) Lock(ctx context.Context, key string, waiting func(dsl.Progress)) (Claim, error) {
	if waiting == nil {
		waiting = func(dsl.Progress) {}
	}
	for first := true; ; first = false {
		m.mu.Lock()
		other := m.busy[key]
		if other == nil {
			mine := &holding{free: make(chan struct{}), change: make(chan struct{})}
			m.busy[key] = mine
			m.mu.Unlock()
			return m.claim(key, mine), nil
		}
		news, change := other.course.Whole(), other.change
		m.mu.Unlock()
		if first {
			waiting(dsl.Progress{Phase: "waiting"})
		}
		if news.Phase != "" {
			waiting(news)
		}
		select {
		case <-other.free:
		case <-change:
		case <-ctx.Done():
			return Claim{}, ctx.Err()
		}
	}
}

// claim is the right that mine stands for.
func (m *memory) claim(key string, mine *holding) Claim {
	return Claim{
		Tell: func(p dsl.Progress) {
			m.mu.Lock()
			defer m.mu.Unlock()
			mine.course.Add(p)
			close(mine.change)
			mine.change = make(chan struct{})
		},
		Release: sync.OnceFunc(func() {
			m.mu.Lock()
			delete(m.busy, key)
			m.mu.Unlock()
			close(mine.free)
		}),
	}
}

func (m *memory) Checkpoint(key string) *store.Checkpoint {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c, ok := m.checkpoints[key]; ok {
		return &c
	}
	return nil
}

func (m *memory) SaveCheckpoint(key string, c store.Checkpoint) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, there := m.checkpoints[key]; !there {
		m.order = append(m.order, key)
	}
	m.checkpoints[key] = c
	if len(m.order) > checkpointsInMemory {
		delete(m.checkpoints, m.order[0])
		m.order = m.order[1:]
	}
	return nil
}

func (m *memory) DropCheckpoint(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.checkpoints, key)
	for i, k := range m.order {
		if k == key {
			m.order = append(m.order[:i], m.order[i+1:]...)
			return
		}
	}
}

func (m *memory) Answer(key string) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.answers[key]
}

func (m *memory) KeepAnswer(key string, _, answer []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers[key] = answer
}

func (m *memory) Content(hash string) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.content[hash]
}

func (m *memory) KeepContent(content []byte) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	hash := digest(content)
	m.content[hash] = content
	return hash
}

func (m *memory) Identities() (map[string][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make(map[string][]byte, len(m.runs))
	for key, run := range m.runs {
		all[key] = run.Identity
	}
	return all, nil
}

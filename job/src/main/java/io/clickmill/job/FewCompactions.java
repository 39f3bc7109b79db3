package io.clickmill.job;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;

/**
 * Lets RocksDB merge its files rarely. Each checkpoint makes a file of what has changed, and a minute later most of
 * this is deleted. By default RocksDB merges every four files, so it writes what is soon deleted several times.
 *
 * <p>A read looks into more files. But the state is appended to all the time, and a bucket is read only when it is
 * complete, or when it has become large.
 */
public final class FewCompactions implements RocksDBOptionsFactory {
    private static final long serialVersionUID = 1;

    /** With a checkpoint every two seconds, files are merged about once a minute. */
    private static final int FILES = 32;

    @Override
    public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> handles) {
        return current;
    }

    @Override
    public ColumnFamilyOptions createColumnOptions(ColumnFamilyOptions current, Collection<AutoCloseable> handles) {
        return current.setLevel0FileNumCompactionTrigger(FILES)
                .setLevel0SlowdownWritesTrigger(2 * FILES)
                .setLevel0StopWritesTrigger(4 * FILES);
    }
}

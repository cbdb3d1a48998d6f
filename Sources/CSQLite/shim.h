#include <sqlite3.h>

// sqlite3_db_config is variadic, which Swift cannot call.
static inline int yuliao_sqlite3_defend(sqlite3 *db) {
    int status = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    return status ? status : sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
}
